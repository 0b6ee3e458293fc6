package io.github.iotcustomauth.benchmarks.library;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.benchmarks.client.Reading;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * One QoS 1 message from the transport to the handler and its acknowledgment back, with
 * at most 100 under way. A handler is ordered: it has one message of its topic at a time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class ReceiveBenchmark {

	private static final int MESSAGES = 1000;

	private final byte[] payload = new byte[200];

	private final AcknowledgmentWindow window = new AcknowledgmentWindow(100);

	private final ExecutorService thread = Executors.newSingleThreadExecutor();

	private ConfigurableApplicationContext application;

	private MqttTransport.Listener transport;

	private JsonMapper mapper;

	private byte[] json;

	@Setup
	public void start() throws Exception {
		this.application = IdleApplication.start();
		this.transport = this.application.getBean(IdleApplication.class).transport().listener();
		this.mapper = this.application.getBean(JsonMapper.class);
		this.json = this.mapper.writeValueAsBytes(Reading.of(1_000_000, 1_764_470_000_000L));
		this.application.getBean(IotConnection.class)
			.subscribe(TopicFilter.of("library/handler/+"), Qos.AT_LEAST_ONCE, (message) -> {
			})
			.getGranted()
			.get(10, TimeUnit.SECONDS);
	}

	@TearDown
	public void stop() {
		this.application.close();
		this.thread.shutdown();
	}

	/**
	 * What a client cannot do without that acknowledges after its handler, off the event
	 * loop: one thread.
	 * @throws InterruptedException if the thread is interrupted
	 */
	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void baseline() throws InterruptedException {
		for (int i = 0; i < MESSAGES; i++) {
			this.thread.execute(this.window.next());
		}
		this.window.awaitAll();
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void handler() throws InterruptedException {
		receive("library/handler/1", this.payload);
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void listenerBytes() throws InterruptedException {
		receive("library/bytes/1", this.payload);
	}

	@Benchmark
	public Reading jackson() {
		return this.mapper.readValue(this.json, Reading.class);
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void listenerJson() throws InterruptedException {
		receive("library/json/1", this.json);
	}

	private void receive(String topic, byte[] payload) throws InterruptedException {
		for (int i = 0; i < MESSAGES; i++) {
			Runnable acknowledgment = this.window.next();
			this.transport.onMessage(IotMessage.to(topic).payload(payload).build(), acknowledgment);
		}
		this.window.awaitAll();
	}

}
