/**
 * Applications with nothing but the starter, as processes of their own.
 */
package io.github.iotcustomauth.standalone;
