package io.github.iotcustomauth.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.iotcustomauth.support.LocalEndpoint;
import org.awaitility.Awaitility;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reconnects of many connections at a time, since each of them may connect once a second
 * only, that leave threads, file descriptors and native resources where they were.
 */
final class ManyReconnects {

	static final int CONNECTIONS = 20;

	static final int EACH = Fault.FULL ? 50 : 2;

	// handlers and the endpoint come and go with their work
	private static final int THREADS_SLACK = 2;

	private static final long MEMORY_SLACK = 1 << 20;

	private static final Path THREADS = Path.of("/proc/self/task");

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private final Ledger ledger = new Ledger();

	String run() throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint()) {
			List<Application> applications = new ArrayList<>();
			try {
				for (int i = 0; i < CONNECTIONS; i++) {
					applications.add(connect(endpoint, i));
				}
				return reconnect(applications);
			}
			finally {
				applications.forEach(Application::close);
			}
		}
	}

	private Application connect(LocalEndpoint endpoint, int number) {
		return new Application(endpoint.settings("client-" + number).build(), endpoint.trust())
			.receiving("topic/" + number, (message) -> this.ledger.received(Integer.parseInt(message.text())))
			.connected();
	}

	private String reconnect(List<Application> applications) {
		round(applications);
		Usage before = Usage.now();
		for (int i = 0; i < EACH; i++) {
			round(applications);
		}
		Awaitility.await().atMost(Bench.LIMIT).untilAsserted(() -> Usage.now().assertNotAbove(before));
		assertThat(this.ledger.acknowledged()).isEqualTo(CONNECTIONS * (EACH + 1));
		return CONNECTIONS * EACH + " reconnects of " + CONNECTIONS + " connections: " + before + " before, "
				+ Usage.now() + " after";
	}

	// one reconnect of each connection, and a message over the new one
	private void round(List<Application> applications) {
		CompletableFuture.allOf(applications.stream().map(Application::reconnect).toArray(CompletableFuture<?>[]::new))
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
		int next = this.ledger.nextNumber();
		for (int i = 0; i < applications.size(); i++) {
			this.ledger.publish(applications.get(i).connection(), "topic/" + i, next + i);
		}
		Bench.await(() -> this.ledger.received() == this.ledger.published() && this.ledger.undone() == 0);
	}

	/**
	 * What this JVM holds.
	 *
	 * @param threads the threads of the kernel, native ones included
	 * @param descriptors the open file descriptors
	 * @param resources the native resources of the CRT
	 * @param memory the native memory of the CRT in bytes, 0 if it is not traced
	 */
	private record Usage(int threads, int descriptors, int resources, long memory) {

		static Usage now() {
			assertThat(System.getProperty("aws.crt.debugnative")).as("without it nothing is counted").isNotNull();
			List<String> resources = new ArrayList<>();
			CrtResource.collectNativeResources(resources::add);
			return new Usage(count(THREADS), count(DESCRIPTORS), resources.size(), CRT.nativeMemory());
		}

		// nothing is known where there is no such directory
		private static int count(Path directory) {
			if (!Files.isDirectory(directory)) {
				return 0;
			}
			try (Stream<Path> files = Files.list(directory)) {
				return (int) files.count();
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}

		void assertNotAbove(Usage before) {
			assertThat(this.threads).as("threads").isLessThanOrEqualTo(before.threads + THREADS_SLACK);
			assertThat(this.descriptors).as("file descriptors").isLessThanOrEqualTo(before.descriptors);
			assertThat(this.resources).as("native resources").isLessThanOrEqualTo(before.resources);
			assertThat(this.memory).as("native memory").isLessThanOrEqualTo(before.memory + MEMORY_SLACK);
		}

		@Override
		public String toString() {
			return this.threads + " threads, " + this.descriptors + " file descriptors, " + this.resources
					+ " native resources, " + this.memory / 1024 + " KiB of native memory";
		}

	}

}
