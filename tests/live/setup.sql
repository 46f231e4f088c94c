-- What the live tests need, made by SQL*Plus as SYS in the pluggable database, after ORDS was installed there:
--   @setup.sql USER PASSWORD DIRECTORY PATH CONNECT_STRING
-- The user must not exist, and PATH has to be a folder on the server in which the database can write. Not run yet.
SET ECHO OFF
SET VERIFY OFF
SET DEFINE ON
SET SQLBLANKLINES ON
WHENEVER OSERROR EXIT FAILURE ROLLBACK
WHENEVER SQLERROR EXIT FAILURE ROLLBACK
DEFINE live_user = &1
DEFINE live_password = &2
DEFINE live_directory = &3
DEFINE live_path = "&4"
DEFINE live_connect = "&5"

CREATE USER &live_user IDENTIFIED BY "&live_password" DEFAULT TABLESPACE users QUOTA UNLIMITED ON users;
-- What `dpspec doctor` asks for, and no more: the tests find out whether it is enough.
GRANT CREATE SESSION, CREATE TABLE TO &live_user;
GRANT DATAPUMP_EXP_FULL_DATABASE TO &live_user;
CREATE DIRECTORY &live_directory AS '&live_path';
GRANT READ, WRITE ON DIRECTORY &live_directory TO &live_user;

CREATE TABLE &live_user..dp_alpha (id NUMBER PRIMARY KEY, text VARCHAR2(100));
INSERT INTO &live_user..dp_alpha (id, text) SELECT LEVEL, 'row ' || LEVEL FROM dual CONNECT BY LEVEL <= 2;
CREATE TABLE &live_user..dp_beta (id NUMBER PRIMARY KEY, text VARCHAR2(100));
INSERT INTO &live_user..dp_beta (id, text) SELECT LEVEL, 'row ' || LEVEL FROM dual CONNECT BY LEVEL <= 3;
CREATE TABLE &live_user..dp_empty (id NUMBER PRIMARY KEY);
-- About 20 MB, which no dump file of 2 MB can hold.
CREATE TABLE &live_user..dp_large (id NUMBER PRIMARY KEY, text VARCHAR2(1000));
INSERT INTO &live_user..dp_large (id, text)
  SELECT LEVEL, RPAD(TO_CHAR(LEVEL), 1000, 'x') FROM dual CONNECT BY LEVEL <= 20000;
CREATE TABLE &live_user..live_names (name VARCHAR2(128));
INSERT INTO &live_user..live_names (name) VALUES ('DP_BETA');
-- In a block, so that the client has no quote to stumble over.
BEGIN
  EXECUTE IMMEDIATE 'CREATE TABLE &live_user.."o''brien" (id NUMBER)';
  EXECUTE IMMEDIATE 'INSERT INTO &live_user.."o''brien" (id) VALUES (1)';
END;
/
COMMIT;

CONNECT &live_user/"&live_password"@&live_connect
BEGIN
  ORDS.ENABLE_SCHEMA(
    p_enabled             => TRUE,
    p_schema              => UPPER('&live_user'),
    p_url_mapping_type    => 'BASE_PATH',
    p_url_mapping_pattern => LOWER('&live_user'),
    p_auto_rest_auth      => FALSE);
  COMMIT;
END;
/
-- A connection that failed stops no script: who runs this looks for this line.
SELECT 'dpspec live: ' || USER || ' is ready' AS told FROM user_tables WHERE table_name = 'DP_ALPHA';
EXIT SUCCESS
