package io.github.iotcustomauth.benchmarks.endtoend;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.CrtClient;
import io.github.iotcustomauth.benchmarks.client.OtherClients;
import io.github.iotcustomauth.benchmarks.client.Reading;
import io.github.iotcustomauth.benchmarks.client.StarterApplication;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Rounds;
import io.github.iotcustomauth.benchmarks.measure.Summary;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListener;
import software.amazon.awssdk.crt.mqtt5.QOS;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Time from the call of publish to the entry of the handler, with QoS 1 at 1,000 messages
 * a second, from one connection to another.
 */
public final class LatencyMeasurement extends BrokerMeasurement {

	private static final int PER_SECOND = 1000;

	private static final long PERIOD = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

	public LatencyMeasurement(Servers servers) {
		super("latency", servers);
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(7);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures median = results.figures("latency-p50", "publish to handler at 1,000/s, p50", "µs");
		Figures tail = results.figures("latency-p99", "publish to handler at 1,000/s, p99", "µs");
		Latencies latencies = new Latencies();
		try (ConfigurableApplicationContext out = StarterApplication.start(broker, "latency-out",
				StarterApplication.class, StarterApplication.METERS_ONLY);
				ConfigurableApplicationContext in = StarterApplication.start(broker, "latency-in", Listeners.class,
						StarterApplication.METERS_ONLY);
				CrtClient crtOut = new CrtClient(broker, "latency-crt-out", (message) -> {
				}).connect()) {
			JsonMapper mapper = out.getBean(JsonMapper.class);
			try (CrtClient crtIn = new CrtClient(broker, "latency-crt-in", (message) -> {
				if (message.getTopic().endsWith("json")) {
					latencies.arrived(mapper.readValue(message.getPayload(), Reading.class).sentAt());
				}
				else {
					latencies.arrived(message.getPayload());
				}
			}).connect().subscribe("latency/crt/+")) {
				Mqtt5AsyncClient hiveOut = OtherClients
					.connected(OtherClients.hive(broker, "latency-hive-out").buildAsync());
				Mqtt5AsyncClient hiveIn = OtherClients
					.connected(OtherClients.hive(broker, "latency-hive-in").buildAsync());
				hiveIn.subscribeWith()
					.topicFilter("latency/hive")
					.qos(MqttQos.AT_LEAST_ONCE)
					.callback((message) -> latencies.arrived(message.getPayloadAsBytes()))
					.send()
					.get(20, TimeUnit.SECONDS);
				in.getBean(Listeners.class).latencies = latencies;
				in.getBean(IotConnection.class)
					.subscribe(TopicFilter.of("latency/handler/+"), Qos.AT_LEAST_ONCE,
							(message) -> latencies.arrived(message.payload()))
					.getGranted()
					.get(20, TimeUnit.SECONDS);
				Map<String, Sender> senders = senders(out, crtOut, mapper);
				senders.put(Contestants.HIVE,
						(i) -> hiveOut.publishWith()
							.topic("latency/hive")
							.qos(MqttQos.AT_LEAST_ONCE)
							.payload(stamped())
							.send());
				int messages = (int) (load.paced().toMillis() * PER_SECOND / 1000);
				median.of(senders.keySet());
				tail.of(senders.keySet());
				Rounds.run(load, senders, (name, sender, counted) -> {
					double[] micros = run(sender, latencies, messages);
					if (counted) {
						median.add(name, Summary.quantile(micros, 0.5));
						tail.add(name, Summary.quantile(micros, 0.99));
					}
				});
				hiveIn.disconnect().get(20, TimeUnit.SECONDS);
				hiveOut.disconnect().get(20, TimeUnit.SECONDS);
				crtIn.disconnect();
			}
			crtOut.disconnect();
		}
	}

	private static Map<String, Sender> senders(ConfigurableApplicationContext out, CrtClient crt, JsonMapper mapper) {
		IotConnection connection = out.getBean(IotConnection.class);
		IotClient client = out.getBean(IotClient.class);
		Map<String, Sender> senders = new LinkedHashMap<>();
		senders.put(Contestants.CRT, (i) -> crt.publish("latency/crt/bytes", QOS.AT_LEAST_ONCE, stamped()));
		senders.put(Contestants.CONNECTION,
				(i) -> connection.publish(IotMessage.to("latency/handler/1").payload(stamped()).build()));
		senders.put(Contestants.CRT_JACKSON, (i) -> crt.publish("latency/crt/json", QOS.AT_LEAST_ONCE,
				mapper.writeValueAsBytes(Reading.of(i, System.nanoTime()))));
		senders.put(Contestants.LISTENER_JSON,
				(i) -> client.to("latency/json/{device}", "1").body(Reading.of(i, System.nanoTime())).send());
		return senders;
	}

	private static byte[] stamped() {
		byte[] payload = new byte[200];
		ByteBuffer.wrap(payload).putLong(System.nanoTime());
		return payload;
	}

	private static double[] run(Sender sender, Latencies latencies, int messages) throws Exception {
		latencies.expect(messages);
		long next = System.nanoTime();
		for (int i = 0; i < messages; i++) {
			long wait = next - System.nanoTime();
			if (wait > 0) {
				LockSupport.parkNanos(wait);
			}
			sender.send(i);
			next += PERIOD;
		}
		return latencies.await();
	}

	@FunctionalInterface
	private interface Sender {

		void send(int number) throws Exception;

	}

	/**
	 * Listeners of the receiving application.
	 */
	static final class Listeners {

		private volatile Latencies latencies = new Latencies();

		@IotListener("latency/json/{device}")
		void json(Reading reading) {
			this.latencies.arrived(reading.sentAt());
		}

	}

}
