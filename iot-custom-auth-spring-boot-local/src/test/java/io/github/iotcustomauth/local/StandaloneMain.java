package io.github.iotcustomauth.local;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;

/**
 * Starts an endpoint with the properties that its arguments are, and nothing else, and
 * prints how long it took since the start of the JVM.
 */
public final class StandaloneMain {

	private StandaloneMain() {
	}

	public static void main(String[] args) {
		Map<String, String> properties = new HashMap<>();
		for (String arg : args) {
			String[] property = arg.split("=", 2);
			properties.put(property[0], property[1]);
		}
		StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(properties);
		long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
		System.out.println("millis=" + millis);
		endpoint.close();
	}

}
