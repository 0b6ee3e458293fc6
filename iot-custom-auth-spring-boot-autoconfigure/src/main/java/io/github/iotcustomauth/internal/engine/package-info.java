/**
 * Threads of a connection: the engine, and the pool for code of the application.
 */
@NullMarked
package io.github.iotcustomauth.internal.engine;

import org.jspecify.annotations.NullMarked;
