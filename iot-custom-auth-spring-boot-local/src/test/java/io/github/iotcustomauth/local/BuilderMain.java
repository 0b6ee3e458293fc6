package io.github.iotcustomauth.local;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;

/**
 * Starts an endpoint by its builder, with the policy document that its argument is, and
 * prints how long it took since the start of the JVM.
 */
public final class BuilderMain {

	private BuilderMain() {
	}

	public static void main(String[] args) {
		LocalIotCore endpoint = LocalIotCore.builder()
			.authorizer("A", new StaticAuthorizer("A", Map.of("a", "b"), List.of(args)))
			.start();
		long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
		System.out.println("millis=" + millis);
		endpoint.close();
	}

}
