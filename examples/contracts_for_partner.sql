SET DEFINE OFF
SET ESCAPE OFF
SET SQLBLANKLINES ON
SET SERVEROUTPUT ON SIZE UNLIMITED
WHENEVER OSERROR EXIT FAILURE ROLLBACK
WHENEVER SQLERROR EXIT FAILURE ROLLBACK
SET VERIFY OFF
SET AUTOPRINT OFF
ACCEPT dpspec_password CHAR PROMPT 'Password of the dump files: ' HIDE
VARIABLE dpspec_password VARCHAR2(4000)
SET DEFINE ON
BEGIN
  :dpspec_password := q'[&dpspec_password]';
  -- Without a password the dump would not be encrypted.
  IF :dpspec_password IS NULL THEN
    RAISE_APPLICATION_ERROR(-20000, 'No password was given: nothing is exported.');
  END IF;
END;
/
UNDEFINE dpspec_password
SET DEFINE OFF
-- Data Pump export in SCHEMA mode, made by dpspec 0.1.0: change its spec, not this file.
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
    l_handle := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => 'SCHEMA', job_name => c_job_name);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      l_handle := DBMS_DATAPUMP.ATTACH(job_name => c_job_name);
  END;
  BEGIN
    DBMS_DATAPUMP.ADD_FILE(
      handle    => l_handle,
      filename  => 'CONTRACTS_%T.DMP',
      directory => 'PARTNER_DUMPS',
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
      directory => 'PARTNER_DUMPS',
      filetype  => 3);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.METADATA_FILTER(handle => l_handle, name => 'SCHEMA_LIST', value => '''CONTRACTS''');
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
    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'ENCRYPTION', value => 'DATA_ONLY');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'ENCRYPTION_MODE', value => 'DUAL');
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  BEGIN
    DBMS_DATAPUMP.SET_PARAMETER(handle => l_handle, name => 'ENCRYPTION_PASSWORD', value => :dpspec_password);
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
