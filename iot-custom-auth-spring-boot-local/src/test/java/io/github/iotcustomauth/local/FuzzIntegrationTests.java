package io.github.iotcustomauth.local;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import javax.management.ObjectName;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Random and mutated bytes, before TLS, inside TLS and inside a WebSocket.
 */
@ExtendWith(OutputCaptureExtension.class)
class FuzzIntegrationTests {

	private static final int STRINGS = Figures.promised(100_000, 5_000);

	private static final int ROUNDS = 5;

	private static final int THREADS = 8;

	private static final long SEED = 20_261_122;

	/**
	 * For each string: a leak that was found here had 400 bytes, the heap of an endpoint
	 * without one grows by fewer than 20.
	 */
	private static final long BOUND_BYTES = 50;

	/** What the live objects grow by on their own. */
	private static final long NOISE_BYTES = 512 << 10;

	/** A few of the chunks that the pools of Netty take from the system. */
	private static final long POOL_BOUND_BYTES = 16 << 20;

	/** Ended connections release their memory after a while, not at once. */
	private static final Duration SETTLED = Duration.ofSeconds(60);

	/** The event loops and workers of an endpoint, with room for idle ones. */
	private static final int MAX_THREADS = 50;

	private final ResourceLeakDetector.Level leakLevel = ResourceLeakDetector.getLevel();

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@BeforeEach
	void prepare() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		// a line for each string is of no use
		this.logging.setLogLevel(LocalIotCore.class.getName(), LogLevel.WARN);
	}

	@AfterEach
	void restore() {
		ResourceLeakDetector.setLevel(this.leakLevel);
		this.logging.setLogLevel(LocalIotCore.class.getName(), null);
		this.threads.shutdownNow();
	}

	@Test
	@Timeout(value = 10, unit = TimeUnit.MINUTES)
	void endpointServesAfterAnyBytes(CapturedOutput output) throws Exception {
		// of what tests before this one have left behind
		provokeLeakReports();
		int before = output.length();
		fuzz();
		provokeLeakReports();
		assertThat(output.toString().substring(before)).doesNotContain("LEAK:");
	}

	private void fuzz() throws Exception {
		try (TestEndpoint endpoint = TestEndpoint.start()) {
			// what a first round leaves in caches is not a leak
			fuzz(endpoint, SEED, STRINGS / ROUNDS);
			Memory before = quietMemory(endpoint);
			long start = System.nanoTime();
			int connections = 0;
			List<Memory> growths = new ArrayList<>();
			for (int round = 1; round <= ROUNDS; round++) {
				connections += fuzz(endpoint, SEED + round * THREADS, STRINGS / ROUNDS);
				growths.add(settledGrowth(endpoint, before, round * STRINGS / ROUNDS));
			}
			Duration duration = Duration.ofNanos(System.nanoTime() - start);
			Figures.print(STRINGS + " strings on " + connections + " connections, ms: " + duration.toMillis()
					+ ", before: " + before + ", growth after each of " + ROUNDS + " rounds: " + growths);
			serves(endpoint);
			assertThat(endpointThreads()).hasSizeLessThan(MAX_THREADS);
		}
	}

	// Return by how much the memory has grown when that is not a leak, which would stay.
	private static Memory settledGrowth(TestEndpoint endpoint, Memory before, int strings) {
		return await().atMost(SETTLED)
			.pollInterval(Duration.ofSeconds(1))
			.pollDelay(Duration.ZERO)
			.until(() -> quietMemory(endpoint).since(before), (growth) -> growth.isWithin(strings * BOUND_BYTES));
	}

	private int fuzz(TestEndpoint endpoint, long seed, int strings) throws Exception {
		List<Callable<Integer>> lanes = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Fuzzer fuzzer = new Fuzzer(endpoint.port(), new Random(seed + i), strings / THREADS);
			lanes.add(fuzzer::run);
		}
		int connections = 0;
		for (Future<Integer> lane : this.threads.invokeAll(lanes)) {
			connections += lane.get();
		}
		return connections;
	}

	private static void serves(TestEndpoint endpoint) throws Exception {
		try (RawClient tls = RawClient.tls(endpoint.port(), 5);
				RawClient webSocket = RawClient.webSocket(endpoint.port(), 4)) {
			assertThat(tls.connect("after").variableHeader().connectReturnCode().byteValue()).isZero();
			assertThat(webSocket.connect("after-ws").variableHeader().connectReturnCode().byteValue()).isZero();
			webSocket.subscribe(1, 0, "after/+");
			tls.publish("after/t", 1, 1, "still here");
			tls.expectPubAck(1, 0);
			assertThat(webSocket.expectMessage("after/t")).isEqualTo("still here");
		}
	}

	private static Memory quietMemory(TestEndpoint endpoint) throws Exception {
		endpoint.reset();
		endpoint.core().reset();
		assertThat(endpoint.core().await(Duration.ofSeconds(10), (core) -> core.getConnectedClients().isEmpty()))
			.isTrue();
		// a connection more has seen all events of those before it
		serves(endpoint);
		endpoint.core().reset();
		System.gc();
		System.gc();
		return Memory.now();
	}

	private static Set<Thread> endpointThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().contains("local-iot-core") && !thread.getName().contains("authorizer"))
			.collect(Collectors.toSet());
	}

	// Reports come with an allocation after a collection.
	private static void provokeLeakReports() {
		for (int i = 0; i < 3; i++) {
			System.gc();
			for (int j = 0; j < 100; j++) {
				ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
				buffer.release();
				PooledByteBufAllocator.DEFAULT.heapBuffer(16).release();
			}
		}
	}

	/**
	 * Memory in use.
	 *
	 * @param heap bytes of all live objects
	 * @param buffers bytes in buffers of Netty's pool
	 * @param pools bytes that Netty's allocators took from the system
	 */
	private record Memory(long heap, long buffers, long pools) {

		static Memory now() throws Exception {
			PooledByteBufAllocator pooled = PooledByteBufAllocator.DEFAULT;
			ByteBufAllocatorMetric adaptive = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
			return new Memory(liveBytes(), pooled.pinnedHeapMemory() + pooled.pinnedDirectMemory(),
					pooled.metric().usedHeapMemory() + pooled.metric().usedDirectMemory() + adaptive.usedHeapMemory()
							+ adaptive.usedDirectMemory());
		}

		// The used heap counts whole regions too: with JDK 25 it varies by 700 KiB while
		// the live objects stay the same.
		private static long liveBytes() throws Exception {
			String histogram = (String) ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
						new Object[] { new String[0] }, new String[] { String[].class.getName() });
			String[] total = histogram.substring(histogram.lastIndexOf("Total")).trim().split("\\s+");
			return Long.parseLong(total[2]);
		}

		Memory since(Memory earlier) {
			return new Memory(this.heap - earlier.heap, this.buffers - earlier.buffers, this.pools - earlier.pools);
		}

		boolean isWithin(long bytes) {
			return this.heap < NOISE_BYTES + bytes && this.buffers < NOISE_BYTES + bytes
					&& this.pools < POOL_BOUND_BYTES;
		}

		@Override
		public String toString() {
			return (this.heap >> 10) + "/" + (this.buffers >> 10) + "/" + (this.pools >> 10) + " KiB";
		}

	}

}
