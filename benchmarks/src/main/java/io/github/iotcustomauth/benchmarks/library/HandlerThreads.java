package io.github.iotcustomauth.benchmarks.library;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.benchmarks.client.ChildJvm;
import io.github.iotcustomauth.benchmarks.measure.ProcessUse;
import io.github.iotcustomauth.internal.transport.MqttTransport;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Program that handles messages on platform or virtual threads, and prints how many a
 * second and with how many threads of the operating system.
 */
public final class HandlerThreads {

	private static final int CONCURRENCY = 100;

	private HandlerThreads() {
	}

	/**
	 * Handle messages.
	 * @param args {@code true} for virtual threads, and milliseconds to measure for
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		long millis = Long.parseLong(args[1]);
		try (ConfigurableApplicationContext application = IdleApplication
			.start("--spring.threads.virtual.enabled=" + args[0])) {
			IotConnection connection = application.getBean(IotConnection.class);
			subscribe(connection, IotSubscription.of(TopicFilter.of("ordered/+"), (message) -> {
			}));
			// as a call of a database does
			subscribe(connection,
					IotSubscription.of(TopicFilter.of("blocking/+"), (message) -> TimeUnit.MILLISECONDS.sleep(5))
						.withConcurrency(CONCURRENCY));
			MqttTransport.Listener transport = application.getBean(IdleApplication.class).transport().listener();
			Deliveries deliveries = new Deliveries(transport);
			ChildJvm.print("ordered", perSecond(deliveries, messages("ordered/", 1), millis));
			ChildJvm.print("blocking", perSecond(deliveries, messages("blocking/", CONCURRENCY), millis));
			ChildJvm.print("threads", (double) ProcessUse.threads());
		}
		System.exit(0);
	}

	private static void subscribe(IotConnection connection, IotSubscription subscription) throws Exception {
		connection.subscribe(subscription).getGranted().get(10, TimeUnit.SECONDS);
	}

	private static List<IotMessage> messages(String prefix, int topics) {
		return IntStream.range(0, topics)
			.mapToObj((i) -> IotMessage.to(prefix + i).payload(new byte[200]).build())
			.toList();
	}

	private static double perSecond(Deliveries deliveries, List<IotMessage> messages, long millis)
			throws InterruptedException {
		deliveries.nanosPerMessage(messages, millis);
		return 1e9 / deliveries.nanosPerMessage(messages, millis);
	}

}
