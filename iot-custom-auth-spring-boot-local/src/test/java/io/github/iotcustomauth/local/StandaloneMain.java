package io.github.iotcustomauth.local;

import java.lang.management.ManagementFactory;
import java.util.Map;

import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;

/**
 * Starts an endpoint and nothing else, and prints how long it took since the start of the
 * JVM.
 */
public final class StandaloneMain {

	private StandaloneMain() {
	}

	public static void main(String[] args) {
		StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(Map.of());
		long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
		System.out.println("millis=" + millis);
		endpoint.close();
	}

}
