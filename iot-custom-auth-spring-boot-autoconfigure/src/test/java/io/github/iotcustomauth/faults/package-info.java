/**
 * The fault bench: what becomes of messages while the network, the endpoint, the
 * credentials or a process fails.
 */
package io.github.iotcustomauth.faults;
