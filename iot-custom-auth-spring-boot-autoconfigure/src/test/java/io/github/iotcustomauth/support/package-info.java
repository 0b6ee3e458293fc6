/**
 * What the integration tests share.
 */
package io.github.iotcustomauth.support;
