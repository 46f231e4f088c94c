# Read by the database image when it starts for the first time, as the user that the database runs as.
mkdir -p /opt/oracle/oradata/dpspec_live
