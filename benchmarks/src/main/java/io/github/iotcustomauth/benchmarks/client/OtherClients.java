package io.github.iotcustomauth.benchmarks.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.integration.channel.FixedSubscriberChannel;
import org.springframework.integration.mqtt.event.MqttSubscribedEvent;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.outbound.Mqttv5PahoMessageHandler;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.SimpleMessageConverter;
import org.springframework.scheduling.TaskScheduler;

/**
 * Clients of other libraries, configured like the library.
 */
public final class OtherClients {

	private static final int PAHO_WINDOW = 1000;

	private OtherClients() {
	}

	/**
	 * Create a HiveMQ client.
	 * @param address the server
	 * @param clientId the client id
	 * @return a builder of the client
	 */
	public static Mqtt5ClientBuilder hive(Address address, String clientId) {
		return MqttClient.builder()
			.useMqttVersion5()
			.identifier(clientId)
			.serverHost(Address.HOST)
			.serverPort(address.port())
			.sslConfig()
			.trustManagerFactory(address.certificates().trust())
			.applySslConfig();
	}

	/**
	 * Connect a HiveMQ client.
	 * @param client the client
	 * @return the client
	 * @throws Exception if it fails
	 */
	public static Mqtt5AsyncClient connected(Mqtt5AsyncClient client) throws Exception {
		// with a receive maximum of 100 it ends the connection when mosquitto has 100 on
		// the
		// way, because it sends PUBACK before it counts
		client.connectWith().send().get(20, TimeUnit.SECONDS);
		return client;
	}

	/**
	 * Create options of a Paho client.
	 * @param address the server
	 * @return the options
	 */
	public static MqttConnectionOptions paho(Address address) {
		MqttConnectionOptions options = new MqttConnectionOptions();
		options.setServerURIs(new String[] { uri(address) });
		options.setSocketFactory(address.certificates().clientContext().getSocketFactory());
		options.setReceiveMaximum(PAHO_WINDOW);
		return options;
	}

	static String uri(Address address) {
		return "ssl://" + Address.HOST + ":" + address.port();
	}

	/**
	 * Start an outbound channel adapter of Spring Integration.
	 * @param address the server
	 * @param clientId the client id
	 * @param topic the topic of its messages
	 * @param context a context
	 * @return the adapter
	 */
	public static Mqttv5PahoMessageHandler springIntegration(Address address, String clientId, String topic,
			ConfigurableApplicationContext context) {
		Mqttv5PahoMessageHandler handler = new Mqttv5PahoMessageHandler(paho(address), clientId);
		handler.setDefaultTopic(topic);
		handler.setDefaultQos(1);
		handler.setConverter(new SimpleMessageConverter());
		handler.setBeanFactory(context.getBeanFactory());
		handler.setApplicationContext(context);
		handler.afterPropertiesSet();
		handler.start();
		return handler;
	}

	/**
	 * Start an inbound channel adapter of Spring Integration that has subscribed.
	 * @param address the server
	 * @param clientId the client id
	 * @param topic the topic that it subscribes to
	 * @param context a context
	 * @param scheduler a scheduler
	 * @param messages told about each message
	 * @return the adapter
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static Mqttv5PahoMessageDrivenChannelAdapter springIntegration(Address address, String clientId,
			String topic, ConfigurableApplicationContext context, TaskScheduler scheduler, Runnable messages)
			throws InterruptedException {
		MqttConnectionOptions options = paho(address);
		options.setReceiveMaximum(100);
		Mqttv5PahoMessageDrivenChannelAdapter adapter = new Mqttv5PahoMessageDrivenChannelAdapter(options, clientId,
				topic);
		adapter.setOutputChannel(new FixedSubscriberChannel((message) -> messages.run()));
		adapter.setMessageConverter(new ByteArrayMessageConverter());
		// its default makes a stop take 40 seconds
		adapter.setQuiescentTimeout(200);
		adapter.setDisconnectCompletionTimeout(200);
		adapter.setTaskScheduler(scheduler);
		BeanFactory beans = context.getBeanFactory();
		adapter.setBeanFactory(beans);
		adapter.setApplicationContext(context);
		CountDownLatch subscribed = new CountDownLatch(1);
		adapter.setApplicationEventPublisher((event) -> {
			if (event instanceof MqttSubscribedEvent) {
				subscribed.countDown();
			}
		});
		adapter.afterPropertiesSet();
		adapter.start();
		if (!subscribed.await(20, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Spring Integration has not subscribed");
		}
		return adapter;
	}

}
