package io.github.iotcustomauth.benchmarks.endtoend;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.CrtClient;
import io.github.iotcustomauth.benchmarks.client.OtherClients;
import io.github.iotcustomauth.benchmarks.client.Reading;
import io.github.iotcustomauth.benchmarks.client.StarterApplication;
import io.github.iotcustomauth.benchmarks.measure.Allocation;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Rounds;
import io.github.iotcustomauth.client.IotClient;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.mqtt5.QOS;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.integration.mqtt.outbound.Mqttv5PahoMessageHandler;
import org.springframework.messaging.support.MessageBuilder;

/**
 * QoS 1 publishes of 200 bytes with 100 outstanding, on a topic without subscribers.
 */
public final class PublishMeasurement extends BrokerMeasurement {

	private static final int WINDOW = 100;

	private static final String TOPIC = "publish/out/device-17";

	private static final String TEMPLATE = "publish/out/{device}";

	private static final long SENT_AT = 1_764_470_000_000L;

	private final byte[] payload = new byte[200];

	public PublishMeasurement(Servers servers) {
		super("publish", servers);
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(6);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures rate = results.figures("publish", "QoS 1 publish, 200 B, 100 outstanding", "messages/s");
		Figures bytes = results.figures("publish-allocation", "QoS 1 publish, allocated", "B/message");
		try (ConfigurableApplicationContext application = StarterApplication.start(broker, "publish-library",
				StarterApplication.class, StarterApplication.METERS_ONLY);
				CrtClient crt = new CrtClient(broker, "publish-crt", (message) -> {
				}).connect()) {
			Map<String, Publisher> publishers = new LinkedHashMap<>();
			library(publishers, application, crt);
			Mqtt5AsyncClient hive = OtherClients.connected(OtherClients.hive(broker, "publish-hive").buildAsync());
			publishers.put(Contestants.HIVE,
					(i) -> hive.publishWith().topic(TOPIC).qos(MqttQos.AT_LEAST_ONCE).payload(this.payload).send());
			MqttAsyncClient paho = new MqttAsyncClient("ssl://" + Address.HOST + ":" + broker.port(), "publish-paho",
					new MemoryPersistence());
			paho.connect(OtherClients.paho(broker)).waitForCompletion();
			publishers.put(Contestants.PAHO, (i) -> publish(paho));
			Mqttv5PahoMessageHandler integration = OtherClients.springIntegration(broker, "publish-integration", TOPIC,
					application);
			publishers.put(Contestants.SPRING_INTEGRATION, (i) -> {
				integration.handleMessage(MessageBuilder.withPayload(this.payload).build());
				return CompletableFuture.completedFuture(null);
			});
			rate.of(publishers.keySet());
			bytes.of(publishers.keySet());
			Rounds.run(load, publishers, (name, publisher, counted) -> {
				// a round of the slow ones takes as long as one of the others
				int share = name.equals(Contestants.SPRING_INTEGRATION) ? 8 : (name.equals(Contestants.PAHO) ? 4 : 1);
				int messages = load.messages(counted) / share;
				Allocation allocation = new Allocation();
				double perSecond = run(publisher, messages);
				if (counted) {
					bytes.add(name, allocation.perOperation(messages));
					rate.add(name, perSecond);
				}
			});
			integration.stop();
			paho.disconnect().waitForCompletion();
			hive.disconnect().get(20, TimeUnit.SECONDS);
			crt.disconnect();
		}
	}

	private void library(Map<String, Publisher> publishers, ConfigurableApplicationContext application, CrtClient crt) {
		IotConnection connection = application.getBean(IotConnection.class);
		IotClient client = application.getBean(IotClient.class);
		JsonMapper mapper = application.getBean(JsonMapper.class);
		publishers.put(Contestants.CRT, (i) -> crt.publish(TOPIC, QOS.AT_LEAST_ONCE, this.payload));
		publishers.put(Contestants.CONNECTION,
				(i) -> connection.publish(IotMessage.to(TOPIC).payload(this.payload).build()));
		publishers.put(Contestants.CLIENT_BYTES, (i) -> client.to(TEMPLATE, "device-17").body(this.payload).send());
		publishers.put(Contestants.CRT_JACKSON,
				(i) -> crt.publish(TOPIC, QOS.AT_LEAST_ONCE, mapper.writeValueAsBytes(Reading.of(i, SENT_AT))));
		publishers.put(Contestants.CLIENT_JSON,
				(i) -> client.to(TEMPLATE, "device-17").body(Reading.of(i, SENT_AT)).send());
	}

	private CompletableFuture<?> publish(MqttAsyncClient paho) throws MqttException {
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		MqttMessage message = new MqttMessage(this.payload);
		message.setQos(1);
		while (true) {
			try {
				paho.publish(TOPIC, message, null, new MqttActionListener() {

					@Override
					public void onSuccess(IMqttToken token) {
						result.complete(null);
					}

					@Override
					public void onFailure(IMqttToken token, Throwable ex) {
						result.completeExceptionally(ex);
					}

				});
				return result;
			}
			catch (MqttException ex) {
				// refuses what exceeds the broker's receive maximum, instead of waiting
				if (ex.getReasonCode() != MqttClientException.REASON_CODE_MAX_INFLIGHT) {
					throw ex;
				}
				Thread.onSpinWait();
			}
		}
	}

	private static double run(Publisher publisher, int messages) throws Exception {
		Semaphore window = new Semaphore(WINDOW);
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		long start = System.nanoTime();
		for (int i = 0; i < messages; i++) {
			window.acquire();
			publisher.publish(i).whenComplete((result, ex) -> {
				if (ex != null) {
					failure.set(ex);
				}
				window.release();
			});
		}
		boolean complete = window.tryAcquire(WINDOW, 60, TimeUnit.SECONDS);
		double seconds = (System.nanoTime() - start) / 1e9;
		if (!complete || failure.get() != null) {
			throw new IllegalStateException("Publishes failed or are not acknowledged", failure.get());
		}
		return messages / seconds;
	}

	@FunctionalInterface
	private interface Publisher {

		CompletableFuture<?> publish(int number) throws Exception;

	}

}
