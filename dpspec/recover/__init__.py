"""Reads jobs back: from PL/SQL scripts that call DBMS_DATAPUMP, and from expdp parameter files."""
