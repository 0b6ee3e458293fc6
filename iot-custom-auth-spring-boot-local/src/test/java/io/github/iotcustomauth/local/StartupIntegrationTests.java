package io.github.iotcustomauth.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long start and stop take.
 */
class StartupIntegrationTests {

	private static final String POLICY = "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'iot:*', 'Resource': '*'}}"
		.replace('\'', '"');

	private static final int ROUNDS = Figures.promised(10, 3);

	@Test
	void startsSoonAfterTheJvm(@TempDir Path directory) throws Exception {
		assertStartsSoon("without properties", directory);
	}

	// properties have to be bound, and a policy to be read as JSON, which loads hundreds
	// of classes
	@Test
	void startsSoonAfterTheJvmWithProperties(@TempDir Path directory) throws Exception {
		assertStartsSoon("with a user", directory, "authorizers.A.users.a=b");
		assertStartsSoon("with a policy, too", directory, "authorizers.A.users.a=b", "authorizers.A.policy=" + POLICY,
				"authorizers.A.disconnect-after=1h", "time-scale=2", "limits.topic=false");
	}

	@Test
	void startsSoonAfterTheJvmWithTheBuilder(@TempDir Path directory) throws Exception {
		assertStartsSoon(BuilderMain.class, "with a policy, by the builder", directory, POLICY);
	}

	private static void assertStartsSoon(String with, Path directory, String... properties) throws Exception {
		assertStartsSoon(StandaloneMain.class, with, directory, properties);
	}

	private static void assertStartsSoon(Class<?> main, String with, Path directory, String... properties)
			throws Exception {
		List<String> arguments = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		arguments.addAll(List.of(properties));
		List<Long> figures = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			try (EndpointProcess process = EndpointProcess.start(directory, arguments)) {
				figures.add(Long.parseLong(process.expectLine("millis=").substring("millis=".length())));
				assertThat(process.waitForExit()).isZero();
			}
		}
		print("JVM start to listening " + with, figures);
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

	@Test
	void stopsFastWithAHundredClients() throws Exception {
		List<Long> figures = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			figures.add(stopWithAHundredClients());
		}
		print("stop with 100 clients", figures);
		assertThat(figures).allMatch((millis) -> millis < Figures.promised(300, 5000));
	}

	private static long stopWithAHundredClients() throws Exception {
		List<RawClient> clients = new ArrayList<>();
		try (TestEndpoint endpoint = TestEndpoint.start()) {
			for (int i = 0; i < 100; i++) {
				clients.add((i % 2 == 0) ? RawClient.tls(endpoint.port(), 5) : RawClient.webSocket(endpoint.port(), 5));
				clients.get(i).connect("connected-" + i);
				assertThat(clients.get(i).subscribe(1, 1, "t/" + i)).containsExactly(1);
			}
			long stop = System.nanoTime();
			endpoint.close();
			long millis = millisSince(stop);
			for (RawClient client : clients) {
				client.expectDisconnect(0x8B);
			}
			return millis;
		}
		finally {
			for (RawClient client : clients) {
				client.close();
			}
		}
	}

	@Test
	void stopsFastWhileAnAuthorizerHangs() throws Exception {
		List<Long> interruptible = new ArrayList<>();
		List<Long> deaf = new ArrayList<>();
		for (int i = 0; i < 2 * ROUNDS; i++) {
			interruptible.add(stopWhileAnAuthorizerHangs(false));
			deaf.add(stopWhileAnAuthorizerHangs(true));
		}
		print("stop while an authorizer hangs", interruptible);
		print("stop while an authorizer hangs and ignores its interrupt", deaf);
		assertThat(interruptible).allMatch((millis) -> millis < Figures.promised(300, 5000));
		assertThat(deaf).allMatch((millis) -> millis < Figures.promised(300, 5000));
	}

	private static long stopWhileAnAuthorizerHangs(boolean deaf) throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		TestEndpoint endpoint = TestEndpoint.start();
		endpoint.setAuthorizer((attempt) -> {
			asked.countDown();
			hang(released, deaf);
			return new ConnectDecision.Refused("too late");
		});
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("waiting", (connect) -> {
			});
			assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
			long stop = System.nanoTime();
			endpoint.close();
			long millis = millisSince(stop);
			client.expectEnd();
			return millis;
		}
		finally {
			released.countDown();
		}
	}

	private static void hang(CountDownLatch released, boolean deaf) {
		boolean over = false;
		while (!over) {
			try {
				released.await();
				over = true;
			}
			catch (InterruptedException ex) {
				over = !deaf;
			}
		}
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
