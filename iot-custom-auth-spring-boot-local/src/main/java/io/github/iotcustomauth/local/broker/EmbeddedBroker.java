package io.github.iotcustomauth.local.broker;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import javax.management.MBeanServerFactory;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.server.RemotingService;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * An Apache ActiveMQ Artemis that speaks MQTT only, on a free loopback port, keeps
 * everything in memory and lets nobody in who does not know its password.
 */
public final class EmbeddedBroker implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(EmbeddedBroker.class);

	private static final String ACCEPTOR = "mqtt";

	private static final int START_SECONDS = 20;

	/** When they are reached, every queue drops what comes. */
	private static final long MAX_QUEUED_BYTES = Runtime.getRuntime().maxMemory() / 2;

	private static final int DEFAULT_SESSION_EXPIRY_SECONDS = 3600;

	private final EmbeddedActiveMQ artemis = new EmbeddedActiveMQ();

	private final String username = "gateway";

	private final String password = randomPassword();

	private final RetainedTopics retained = new RetainedTopics();

	private @Nullable BrokerMemory memory;

	private EmbeddedBroker() {
	}

	/**
	 * Start a broker.
	 * @param inFlight how many messages an MQTT 3.1.1 client gets before it has
	 * acknowledged them; MQTT 5 clients say so themselves
	 * @return the broker, which accepts connections
	 * @throws IllegalStateException if it cannot start; nothing is left behind then
	 */
	public static EmbeddedBroker start(int inFlight) {
		return start(inFlight, BrokerMemory.MAX_SESSIONS);
	}

	static EmbeddedBroker start(int inFlight, int maxSessions) {
		EmbeddedBroker broker = new EmbeddedBroker();
		try {
			QueueLimits queues = new QueueLimits();
			broker.artemis.setConfiguration(broker.configuration(queues, inFlight));
			// not that of the JVM: asking for it loads all of its beans
			broker.artemis.setMbeanServer(MBeanServerFactory.newMBeanServer());
			broker.artemis.setSecurityManager(new GatewayOnlySecurity(broker.username, broker.password));
			broker.artemis.start();
			if (!broker.server().waitForActivation(START_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException("The embedded broker was not active in time");
			}
			broker.intercept();
			broker.memory = BrokerMemory.of(broker.server(), queues, broker.retained, maxSessions);
			return broker;
		}
		catch (Exception ex) {
			broker.close();
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new IllegalStateException("The embedded broker could not be started", ex);
		}
	}

	private void intercept() {
		RemotingService remoting = server().getRemotingService();
		remoting.addIncomingInterceptor(new UnsubscribeInterceptor(server()));
		ResubscribeInterceptor resubscribe = new ResubscribeInterceptor(server());
		remoting.addIncomingInterceptor(resubscribe);
		remoting.addOutgoingInterceptor(resubscribe);
	}

	/**
	 * Return the loopback port.
	 * @return the port of the plain MQTT listener
	 */
	public int getPort() {
		return server().getRemotingService().getAcceptor(ACCEPTOR).getActualPort();
	}

	/**
	 * Return the only user name that is let in.
	 * @return the user name
	 */
	public String getUsername() {
		return this.username;
	}

	/**
	 * Return the password that goes with the user name, made up at start.
	 * @return the password
	 */
	public String getPassword() {
		return this.password;
	}

	/**
	 * Forget all retained messages, and sessions without a connection.
	 * @param clientIds which client ids may lose their session. They must not connect
	 * until this method returns.
	 * @throws IllegalStateException if that fails or takes longer than 8 seconds
	 */
	public void forget(Predicate<String> clientIds) {
		try {
			Assert.state(this.memory != null, "The broker is not started");
			this.memory.forget(clientIds);
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new IllegalStateException("The embedded broker could not forget sessions and retained messages", ex);
		}
	}

	RetainedTopics retained() {
		return this.retained;
	}

	ActiveMQServer server() {
		return this.artemis.getActiveMQServer();
	}

	@Override
	public void close() {
		if (this.memory != null) {
			this.memory.close();
		}
		try {
			this.artemis.stop();
		}
		catch (Exception ex) {
			logger.warn("The embedded broker did not stop cleanly: " + ex);
		}
	}

	private Configuration configuration(QueueLimits queues, int inFlight) throws Exception {
		ConfigurationImpl configuration = new ConfigurationImpl();
		configuration.setName("local-iot-core-" + UUID.randomUUID());
		keepInMemory(configuration);
		configuration.setSecurityEnabled(true);
		// a cached decision would let a wrong password in
		configuration.setAuthenticationCacheSize(0);
		configuration.setAuthorizationCacheSize(0);
		// out of reach of client topics: a publish to it would be a management call
		configuration.setManagementAddress(SimpleString.of("$gateway/management"));
		configuration.setManagementNotificationAddress(SimpleString.of("$gateway/notifications"));
		configuration.setSuppressSessionNotifications(true);
		configuration.setJMXManagementEnabled(false);
		configuration.setMessageCounterEnabled(false);
		configuration.setCriticalAnalyzer(false);
		configuration.setGracefulShutdownEnabled(false);
		configuration.setThreadPoolMaxSize(8);
		configuration.setScheduledThreadPoolMaxSize(1);
		configuration.setMqttSessionScanInterval(1000);
		configuration.setMessageExpiryScanPeriod(1000);
		configuration.setAddressQueueScanPeriod(0);
		configuration.setWildCardConfiguration(
				new WildcardConfiguration().setDelimiter('/').setAnyWords('#').setSingleWord('+'));
		configuration.addAddressSetting("#", queueLimits());
		configuration.registerBrokerPlugin(queues);
		configuration.registerBrokerPlugin(new TopicBindings());
		configuration.registerBrokerPlugin(this.retained);
		configuration.registerBrokerPlugin(new ResumedSessions());
		configuration.addAcceptorConfiguration(acceptor(inFlight));
		return configuration;
	}

	private static void keepInMemory(ConfigurationImpl configuration) {
		configuration.setPersistenceEnabled(false);
		configuration.setMqttSubscriptionPersistenceEnabled(false);
		configuration.setJournalType(JournalType.NIO);
		configuration.setCreateBindingsDir(false);
		configuration.setCreateJournalDir(false);
		configuration.setMaxDiskUsage(-1);
		configuration.setGlobalMaxSize(MAX_QUEUED_BYTES);
	}

	private static AddressSettings queueLimits() {
		// one slow subscriber must hold up neither publishers nor other subscribers: see
		// also QueueLimits
		return new AddressSettings().setAutoCreateAddresses(true)
			// BrokerMemory does; the delay keeps the end of a subscription from doing so
			.setAutoDeleteAddresses(false)
			.setAutoDeleteAddressesDelay(1)
			.setAutoCreateQueues(true)
			.setAutoDeleteQueues(false)
			.setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP)
			.setMaxDeliveryAttempts(-1)
			.setEnableMetrics(false);
	}

	static TransportConfiguration acceptor(int inFlight) {
		Map<String, Object> parameters = new HashMap<>();
		parameters.put("host", "127.0.0.1");
		parameters.put("port", 0);
		parameters.put("protocols", "MQTT");
		parameters.put("useEpoll", false);
		parameters.put("useKQueue", false);
		parameters.put("remotingThreads", 1);
		parameters.put("tcpNoDelay", true);
		// nothing comes any longer when it stops; otherwise 100 ms, and as much again for
		// each task that comes meanwhile
		parameters.put("quietPeriod", 0);
		Map<String, Object> mqtt = new HashMap<>();
		mqtt.put("serverKeepAlive", 0);
		mqtt.put("defaultMqttSessionExpiryInterval", DEFAULT_SESSION_EXPIRY_SECONDS);
		mqtt.put("defaultMaximumInFlightPublishMessages", inFlight);
		mqtt.put("topicAliasMaximum", 0);
		mqtt.put("allowLinkStealing", true);
		return new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, ACCEPTOR, mqtt);
	}

	private static String randomPassword() {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
