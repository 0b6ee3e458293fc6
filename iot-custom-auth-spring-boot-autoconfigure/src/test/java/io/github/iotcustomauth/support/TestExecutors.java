package io.github.iotcustomauth.support;

import io.github.iotcustomauth.internal.engine.ConnectionExecutors;

/**
 * Threads that the connections of all tests share.
 */
public final class TestExecutors {

	public static final ConnectionExecutors SHARED = new ConnectionExecutors(false);

	private TestExecutors() {
	}

}
