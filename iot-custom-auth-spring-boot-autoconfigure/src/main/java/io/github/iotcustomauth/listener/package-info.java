/**
 * Methods that receive messages: {@link io.github.iotcustomauth.listener.IotListener}.
 */
@NullMarked
package io.github.iotcustomauth.listener;

import org.jspecify.annotations.NullMarked;
