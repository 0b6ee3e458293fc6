package io.github.iotcustomauth.internal.pool;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.store.UnstoredPublisher;

/**
 * One of the clients that a pool consists of.
 */
public interface PoolMember extends IotConnection, UnstoredPublisher {

}
