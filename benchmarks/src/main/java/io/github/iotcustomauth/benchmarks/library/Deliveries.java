package io.github.iotcustomauth.benchmarks.library;

import java.util.List;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.transport.MqttTransport;

/**
 * Messages that a transport delivers as fast as they are acknowledged, with at most 100
 * under way.
 */
final class Deliveries {

	private static final int BATCH = 1000;

	private final AcknowledgmentWindow window = new AcknowledgmentWindow(100);

	private final MqttTransport.Listener transport;

	Deliveries(MqttTransport.Listener transport) {
		this.transport = transport;
	}

	/**
	 * Deliver messages in turns for some time.
	 * @param messages the messages
	 * @param millis the time
	 * @return nanoseconds a message
	 */
	double nanosPerMessage(List<IotMessage> messages, long millis) throws InterruptedException {
		long start = System.nanoTime();
		long end = start + millis * 1_000_000;
		int number = 0;
		do {
			for (int i = 0; i < BATCH; i++) {
				this.transport.onMessage(messages.get(number % messages.size()), this.window.next());
				number++;
			}
		}
		while (System.nanoTime() < end || number < messages.size());
		this.window.awaitAll();
		return (System.nanoTime() - start) / (double) number;
	}

}
