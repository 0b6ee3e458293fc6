package io.github.iotcustomauth.benchmarks.library;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.transport.MqttTransport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * One QoS 1 message to one of many filters, which have no SUBSCRIBE and therefore no
 * limit of AWS. The difference between two numbers of filters is the cost of matching.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class DispatchBenchmark {

	private static final int MESSAGES = 1000;

	private final AcknowledgmentWindow window = new AcknowledgmentWindow(100);

	private final IotMessage message = IotMessage.to("dispatch/device-0/room/telemetry").payload(new byte[200]).build();

	/**
	 * The number of filters.
	 */
	@Param({ "1", "10", "50", "1000", "10000" })
	public int filters;

	private ConfigurableApplicationContext application;

	private MqttTransport.Listener transport;

	@Setup
	public void start() throws Exception {
		this.application = IdleApplication.start();
		this.transport = this.application.getBean(IdleApplication.class).transport().listener();
		List<TopicFilter> all = IntStream.range(0, this.filters)
			.mapToObj((number) -> TopicFilter.of("dispatch/device-" + number + "/+/telemetry"))
			.toList();
		this.application.getBean(IotConnection.class).subscribe(IotSubscription.of(all, (message) -> {
		}).withSubscribe(false)).getGranted().get(10, TimeUnit.SECONDS);
	}

	@TearDown
	public void stop() {
		this.application.close();
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void dispatch() throws InterruptedException {
		for (int i = 0; i < MESSAGES; i++) {
			this.transport.onMessage(this.message, this.window.next());
		}
		this.window.awaitAll();
	}

}
