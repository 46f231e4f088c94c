SET DEFINE OFF
SET ESCAPE OFF
SET SQLBLANKLINES ON
SET SERVEROUTPUT ON SIZE UNLIMITED
WHENEVER OSERROR EXIT FAILURE ROLLBACK
WHENEVER SQLERROR EXIT FAILURE ROLLBACK
-- Data Pump export in TABLE mode, made by dpspec 0.1.0: change its spec, not this file.
DECLARE
  -- One reading of the database clock stamps the names of the job and of its files.
  c_now       CONSTANT DATE := SYSDATE;
  c_job_name  CONSTANT VARCHAR2(128) := 'DATAPUMP_REST_EXPORT_' || TO_CHAR(c_now, 'YYYYMMDDHH24MISS');
  l_handle    NUMBER;
  l_started   BOOLEAN := FALSE;
  l_details   VARCHAR2(4000);

  -- What GET_STATUS knows about the last failure of the job, or of OPEN while there is no handle.
  FUNCTION job_details RETURN VARCHAR2 IS
    l_text    VARCHAR2(4000);
    l_state   VARCHAR2(30);
    l_status  ku$_Status;
  BEGIN
    DBMS_DATAPUMP.GET_STATUS(
      handle    => l_handle,
      mask      => 8,
      timeout   => 0,
      job_state => l_state,
      status    => l_status);
    IF l_status.error IS NOT NULL THEN
      FOR i IN 1 .. l_status.error.COUNT LOOP
        l_text := SUBSTRB(l_text || CHR(10) || l_status.error(i).LogText, 1, 1800);
      END LOOP;
    END IF;
    RETURN l_text;
  EXCEPTION
    WHEN OTHERS THEN
      RETURN l_text;
  END job_details;
BEGIN
  BEGIN
    l_handle := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => 'TABLE', job_name => c_job_name);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      l_handle := DBMS_DATAPUMP.ATTACH(job_name => c_job_name);
  END;
  BEGIN
    DBMS_DATAPUMP.ADD_FILE(
      handle    => l_handle,
      filename  => 'SHOP_2026_%U.DMP',
      directory => 'TEST_DUMPS',
      filetype  => 1,
      reusefile => 0);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.ADD_FILE(
      handle    => l_handle,
      filename  => 'EXPDAT-' || TO_CHAR(c_now, 'YYYY-MM-DD-HH24_MI_SS') || '.LOG',
      directory => 'TEST_DUMPS',
      filetype  => 3);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.METADATA_FILTER(handle => l_handle, name => 'SCHEMA_EXPR', value => 'IN (''SHOP'')');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.METADATA_FILTER(
      handle => l_handle,
      name   => 'NAME_LIST',
      value  => '''CUSTOMERS'',''ORDERS'',''ORDER_LINES''');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.DATA_FILTER(
      handle      => l_handle,
      name        => 'SUBQUERY',
      value       => 'WHERE order_date >= DATE ''2026-01-01''',
      table_name  => 'ORDERS',
      schema_name => 'SHOP');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.DATA_FILTER(
      handle      => l_handle,
      name        => 'SUBQUERY',
      value       => 'WHERE order_id IN (SELECT o.order_id FROM shop.orders o WHERE o.order_date >= '
        || 'DATE ''2026-01-01'')',
      table_name  => 'ORDER_LINES',
      schema_name => 'SHOP');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.DATA_FILTER(
      handle      => l_handle,
      name        => 'SUBQUERY',
      value       => 'WHERE customer_id IN (SELECT o.customer_id FROM shop.orders o WHERE '
        || 'o.order_date >= DATE ''2026-01-01'')',
      table_name  => 'CUSTOMERS',
      schema_name => 'SHOP');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.SET_PARALLEL(handle => l_handle, degree => 1);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'KEEP_MASTER', value => 0);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'FLASHBACK_TIME', value => 'SYSTIMESTAMP');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.START_JOB(handle => l_handle);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  l_started := TRUE;
  DBMS_OUTPUT.PUT_LINE('Data Pump job ' || c_job_name || ' started.');
  BEGIN
    DBMS_DATAPUMP.DETACH(handle => l_handle);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
EXCEPTION
  WHEN OTHERS THEN
    -- First of all: any other call would overwrite the details.
    l_details := NVL(job_details, CHR(10) || SQLERRM);
    IF l_started THEN
      IF SQLCODE <> -20001 THEN
        BEGIN
          DBMS_OUTPUT.PUT_LINE('Data Pump job ' || c_job_name || ' was started and may still be running.');
        EXCEPTION
          WHEN OTHERS THEN
            NULL;
        END;
      END IF;
      RAISE;
    END IF;
    IF l_handle IS NOT NULL THEN
      BEGIN
        -- Removes a job that is still being defined; one that runs after all goes on.
        DBMS_DATAPUMP.DETACH(handle => l_handle);
      EXCEPTION
        WHEN OTHERS THEN
          NULL;
      END;
    END IF;
    RAISE_APPLICATION_ERROR(
      -20000,
      SUBSTRB('Data Pump job ' || c_job_name || ' could not be started:' || l_details, 1, 2000),
      TRUE);
END;
/
