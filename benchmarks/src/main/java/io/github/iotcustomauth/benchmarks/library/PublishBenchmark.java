package io.github.iotcustomauth.benchmarks.library;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.benchmarks.client.Reading;
import io.github.iotcustomauth.client.IotClient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * One QoS 1 publish of 200 bytes, acknowledged at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class PublishBenchmark {

	private static final String TOPIC = "library/out/device-17";

	private static final String TEMPLATE = "library/out/{device}";

	private final byte[] payload = new byte[200];

	private ConfigurableApplicationContext application;

	private IdleTransport transport;

	private IotConnection connection;

	private IotClient client;

	private JsonMapper mapper;

	@Setup
	public void start() {
		this.application = IdleApplication.start();
		this.transport = this.application.getBean(IdleApplication.class).transport();
		this.connection = this.application.getBean(IotConnection.class);
		this.client = this.application.getBean(IotClient.class);
		this.mapper = this.application.getBean(JsonMapper.class);
	}

	@TearDown
	public void stop() {
		this.application.close();
	}

	/**
	 * What no client can do without: the future of the caller.
	 * @return the future
	 */
	@Benchmark
	public CompletableFuture<Integer> baseline() {
		CompletableFuture<Integer> future = new CompletableFuture<>();
		future.complete(0);
		return future;
	}

	@Benchmark
	public CompletableFuture<?> connection() {
		return answered(this.connection.publish(IotMessage.to(TOPIC).payload(this.payload).build()));
	}

	@Benchmark
	public CompletableFuture<?> clientBytes() {
		return answered(this.client.to(TEMPLATE, "device-17").body(this.payload).send());
	}

	@Benchmark
	public byte[] jackson() {
		return this.mapper.writeValueAsBytes(Reading.of(1, 1_764_470_000_000L));
	}

	@Benchmark
	public CompletableFuture<?> clientJson() {
		return answered(this.client.to(TEMPLATE, "device-17").body(Reading.of(1, 1_764_470_000_000L)).send());
	}

	private CompletableFuture<?> answered(CompletableFuture<?> published) {
		this.transport.answer();
		return published;
	}

}
