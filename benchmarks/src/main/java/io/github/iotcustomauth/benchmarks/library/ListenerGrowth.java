package io.github.iotcustomauth.benchmarks.library;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.ProcessUse;
import io.github.iotcustomauth.benchmarks.measure.Results;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Time of a message and heap over the number of listeners, each with a filter of its own.
 * They have no SUBSCRIBE, and therefore no limit of AWS.
 */
public final class ListenerGrowth implements Measurement {

	private static final int ROUNDS = 5;

	@Override
	public String name() {
		return "growth-listeners";
	}

	@Override
	public Duration limit() {
		return Duration.ofSeconds(150);
	}

	@Override
	public void measure(Load load, Results results) throws Exception {
		Figures cpu = results.figures("growth-listeners-cpu", "time of a message over listeners", "ns/message");
		Figures heap = results.figures("growth-listeners-heap", "heap of listeners", "KiB");
		for (int size : load.complete() ? new int[] { 1, 50, 250, 500, 750, 1000 } : new int[] { 1, 10 }) {
			try (ConfigurableApplicationContext application = IdleApplication.start()) {
				IotConnection connection = application.getBean(IotConnection.class);
				double before = ProcessUse.heapKib();
				for (int i = 0; i < size; i++) {
					connection.subscribe(IotSubscription.of(TopicFilter.of("growth/device-" + i + "/+"), (message) -> {
					}).withSubscribe(false)).getGranted().get(10, TimeUnit.SECONDS);
				}
				heap.add("" + size, ProcessUse.heapKib() - before);
				// to listeners that are spread over all of them, as many whatever the
				// size
				List<IotMessage> messages = IntStream.range(0, 50)
					.mapToObj((i) -> IotMessage.to("growth/device-" + i * size / 50 + "/room")
						.payload(new byte[200])
						.build())
					.toList();
				Deliveries deliveries = new Deliveries(
						application.getBean(IdleApplication.class).transport().listener());
				deliveries.nanosPerMessage(messages, load.complete() ? 2000 : 10);
				for (int round = 0; round < (load.complete() ? ROUNDS : 1); round++) {
					cpu.add("" + size, deliveries.nanosPerMessage(messages, load.complete() ? 500 : 10));
				}
			}
		}
	}

}
