package io.github.iotcustomauth.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long start and stop take.
 */
class StartupIntegrationTests {

	private static final int ROUNDS = Figures.promised(10, 3);

	@Test
	void startsSoonAfterTheJvm(@TempDir Path directory) throws Exception {
		List<Long> figures = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			try (EndpointProcess process = EndpointProcess.start(directory,
					List.of("-cp", System.getProperty("java.class.path"), StandaloneMain.class.getName()))) {
				figures.add(Long.parseLong(process.expectLine("millis=").substring("millis=".length())));
				assertThat(process.waitForExit()).isZero();
			}
		}
		print("JVM start to listening", figures);
		assertThat(figures).allMatch((millis) -> millis < Figures.promised(1500, 20_000));
	}

	@Test
	void executableJarListensSoon(@TempDir Path directory) throws Exception {
		List<Long> figures = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			long start = System.nanoTime();
			try (EndpointProcess process = EndpointProcess.start(directory,
					List.of("-jar", ApplicationJarIntegrationTests.jar().toString()))) {
				process.expectLine("Port: ");
				figures.add(millisSince(start));
			}
		}
		print("executable jar, start to printed port", figures);
		assertThat(figures).allMatch((millis) -> millis < 40_000);
	}

	@Test
	void startsAndStopsFastInAWarmJvm() {
		StandaloneLocalIotCore.start(Map.of()).close();
		List<Long> starts = new ArrayList<>();
		List<Long> stops = new ArrayList<>();
		for (int i = 0; i < 2 * ROUNDS; i++) {
			long start = System.nanoTime();
			StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(Map.of());
			starts.add(millisSince(start));
			long stop = System.nanoTime();
			endpoint.close();
			stops.add(millisSince(stop));
		}
		print("next endpoint in a warm JVM", starts);
		print("stop", stops);
		assertThat(starts).allMatch((millis) -> millis < Figures.promised(100, 5000));
		assertThat(stops).allMatch((millis) -> millis < Figures.promised(300, 5000));
	}

	@Test
	void stopsFastWithAClient() throws Exception {
		List<Long> polite = new ArrayList<>();
		List<Long> silent = new ArrayList<>();
		for (int i = 0; i < 2 * ROUNDS; i++) {
			polite.add(stopWithAClient(true));
			silent.add(stopWithAClient(false));
		}
		print("stop with a client that closes", polite);
		print("stop with a client that does not", silent);
		assertThat(polite).allMatch((millis) -> millis < Figures.promised(300, 5000));
		assertThat(silent).allMatch((millis) -> millis < Figures.promised(300, 5000));
	}

	private static long stopWithAClient(boolean reading) throws Exception {
		TestEndpoint endpoint = TestEndpoint.start();
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("connected");
			client.setReading(reading);
			long stop = System.nanoTime();
			endpoint.close();
			long millis = millisSince(stop);
			client.setReading(true);
			client.expectDisconnect(0x8B);
			return millis;
		}
	}

	private static long millisSince(long nanoTime) {
		return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
	}

	private static void print(String what, List<Long> figures) {
		Figures.print(what + ", ms: " + figures);
	}

}
