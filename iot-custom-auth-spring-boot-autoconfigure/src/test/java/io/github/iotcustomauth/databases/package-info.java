/**
 * Databases that the tests start themselves: H2, PostgreSQL and MariaDB.
 */
package io.github.iotcustomauth.databases;
