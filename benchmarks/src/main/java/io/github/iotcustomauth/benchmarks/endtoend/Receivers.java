package io.github.iotcustomauth.benchmarks.endtoend;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.Arrivals;
import io.github.iotcustomauth.benchmarks.client.CrtClient;
import io.github.iotcustomauth.benchmarks.client.OtherClients;
import io.github.iotcustomauth.benchmarks.client.Reading;
import io.github.iotcustomauth.benchmarks.client.StarterApplication;
import io.github.iotcustomauth.listener.IotListener;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Contestants that receive, each with a topic of its own.
 */
final class Receivers {

	private static final String LIBRARY = "receive-library";

	private final Map<String, Receiver> all = new LinkedHashMap<>();

	private final ConfigurableApplicationContext application;

	private final CrtClient crt;

	private final CrtClient crtJackson;

	private final Mqtt5AsyncClient hive;

	private final Mqttv5PahoMessageDrivenChannelAdapter integration;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final byte[] bytes = new byte[200];

	private final byte[] json;

	Receivers(Address address) throws Exception {
		this.application = StarterApplication.start(address, LIBRARY, Listeners.class, StarterApplication.METERS_ONLY);
		Listeners listeners = this.application.getBean(Listeners.class);
		JsonMapper mapper = this.application.getBean(JsonMapper.class);
		this.json = mapper.writeValueAsBytes(Reading.of(1_000_000, System.nanoTime()));
		Arrivals bare = new Arrivals();
		this.crt = new CrtClient(address, "receive-crt", (message) -> bare.arrived()).connect()
			.subscribe("receive/crt/1");
		add(Contestants.CRT, "receive-crt", "receive/crt/1", bare);
		Arrivals handler = new Arrivals();
		this.application.getBean(IotConnection.class)
			.subscribe(TopicFilter.of("receive/handler/+"), Qos.AT_LEAST_ONCE, (message) -> handler.arrived())
			.getGranted()
			.get(20, TimeUnit.SECONDS);
		add(Contestants.CONNECTION, LIBRARY, "receive/handler/1", handler);
		add(Contestants.LISTENER_BYTES, LIBRARY, "receive/bytes/1", listeners.bytes);
		Arrivals converted = new Arrivals();
		this.crtJackson = new CrtClient(address, "receive-crt-jackson", (message) -> {
			if (mapper.readValue(message.getPayload(), Reading.class).sequence() > 0) {
				converted.arrived();
			}
		}).connect().subscribe("receive/crt-json/1");
		add(Contestants.CRT_JACKSON, "receive-crt-jackson", "receive/crt-json/1", converted);
		add(Contestants.LISTENER_JSON, LIBRARY, "receive/json/1", listeners.json);
		Arrivals hiveArrivals = new Arrivals();
		this.hive = OtherClients.hive(address, "receive-hive").buildAsync();
		this.hive.publishes(MqttGlobalPublishFilter.ALL, (message) -> hiveArrivals.arrived());
		OtherClients.connected(this.hive);
		this.hive.subscribeWith()
			.topicFilter("receive/hive/1")
			.qos(MqttQos.AT_LEAST_ONCE)
			.send()
			.get(20, TimeUnit.SECONDS);
		add(Contestants.HIVE, "receive-hive", "receive/hive/1", hiveArrivals);
		Arrivals integrationArrivals = new Arrivals();
		this.scheduler.initialize();
		this.integration = OtherClients.springIntegration(address, "receive-integration", "receive/integration/1",
				this.application, this.scheduler, integrationArrivals::arrived);
		add(Contestants.SPRING_INTEGRATION, "receive-integration", "receive/integration/1", integrationArrivals);
	}

	private void add(String name, String clientId, String topic, Arrivals arrivals) {
		this.all.put(name, new Receiver(clientId, topic, arrivals));
	}

	Map<String, Receiver> all() {
		return this.all;
	}

	byte[] payload(Receiver receiver) {
		return receiver.topic().contains("json") ? this.json : this.bytes;
	}

	void stop() throws Exception {
		this.integration.stop();
		this.scheduler.destroy();
		this.hive.disconnect().get(20, TimeUnit.SECONDS);
		this.crt.disconnect();
		this.crt.close();
		this.crtJackson.disconnect();
		this.crtJackson.close();
		this.application.close();
	}

	/**
	 * Contestant that receives.
	 *
	 * @param clientId its client id, which may be that of others too
	 * @param topic its topic
	 * @param arrivals counts what it receives
	 */
	record Receiver(String clientId, String topic, Arrivals arrivals) {
	}

	/**
	 * Listeners of the application.
	 */
	static final class Listeners {

		private final Arrivals bytes = new Arrivals();

		private final Arrivals json = new Arrivals();

		@IotListener("receive/bytes/{device}")
		void bytes(byte[] payload) {
			this.bytes.arrived();
		}

		@IotListener("receive/json/{device}")
		void json(Reading reading) {
			if (reading.sequence() > 0) {
				this.json.arrived();
			}
		}

	}

}
