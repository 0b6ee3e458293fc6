/**
 * What the pages in {@code docs} show, so that it is compiled and run.
 */
package io.github.iotcustomauth.docs;
