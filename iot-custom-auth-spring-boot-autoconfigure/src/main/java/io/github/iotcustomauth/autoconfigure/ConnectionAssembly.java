package io.github.iotcustomauth.autoconfigure;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.internal.connection.RuntimeConnection;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.metering.Metering;
import io.github.iotcustomauth.internal.outbox.PooledIotOutbox;
import io.github.iotcustomauth.internal.outbox.SuppliedIotOutbox;
import io.github.iotcustomauth.internal.pool.PooledIotConnection;
import io.github.iotcustomauth.internal.pool.SharedCredentialsProvider;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.IotConnectionSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Makes the connections of an application, and those like them while it runs.
 */
final class ConnectionAssembly {

	private final Environment environment;

	private final ConnectionExecutors executors;

	private final Consumer<Object> events;

	private final ObjectProvider<PublishStore> stores;

	private final OwnedConnections owned;

	private final Metering metering;

	private final Map<String, ConnectionTemplate> templates = new ConcurrentSkipListMap<>();

	/**
	 * Create an assembly.
	 * @param environment the environment of the application
	 * @param executors the threads of all connections
	 * @param eventPublisher publishes their events
	 * @param stores the store for their publishes
	 * @param owned gets the connections
	 * @param metering makes their meters
	 */
	ConnectionAssembly(Environment environment, ConnectionExecutors executors, ApplicationEventPublisher eventPublisher,
			ObjectProvider<PublishStore> stores, OwnedConnections owned, Metering metering) {
		this.environment = environment;
		this.executors = executors;
		this.events = new ConnectionEventPublisher(eventPublisher);
		this.stores = stores;
		this.owned = owned;
		this.metering = metering;
	}

	OwnedConnections owned() {
		return this.owned;
	}

	/**
	 * Make a connection, which is not started.
	 * @param template what it is made of
	 * @return the connection, which may be a pool
	 * @throws InvalidIotPropertyException if the properties cannot be used
	 */
	IotConnection create(ConnectionTemplate template) {
		ConnectionSettings settings = settings(template, template.customizers().stream());
		PublishStore store = publishStore(template.properties().getPublish().getOutbox());
		int size = template.properties().getPoolSize();
		CustomAuthCredentialsProvider own = template.beans().credentialsProvider();
		CustomAuthCredentialsProvider provider = (size == 1) ? own
				: new SharedCredentialsProvider(own, settings.connectTimeout().dividedBy(2));
		ConnectionMeters meters = this.metering.of(template.name());
		List<DefaultIotConnection> members = PoolSettings.members(settings, size)
			.map((member) -> new DefaultIotConnection(member, provider, template.transports(), this.executors,
					this.events, template.beans().errorHandler(), store, meters))
			.toList();
		members.forEach(this.owned::own);
		this.templates.put(template.name(), template);
		return (size == 1) ? members.get(0) : new PooledIotConnection(members, this.executors);
	}

	/**
	 * Make a connection like one of the application, which is not started.
	 * @param spec what is special about it
	 * @param defaultsOf the name of the model if it names none
	 * @param stopTimeout how long closing it may take
	 * @param closed told that it has been closed
	 * @return the connection
	 * @throws IllegalArgumentException if the settings cannot be used
	 */
	RuntimeConnection create(IotConnectionSpec spec, String defaultsOf, Duration stopTimeout,
			Consumer<RuntimeConnection> closed) {
		ConnectionTemplate template = template((spec.defaultsOf() != null) ? spec.defaultsOf() : defaultsOf);
		ConnectionSettings settings = settings(template, Stream.concat(template.customizers().stream(),
				Stream.of((each) -> spec.settings().accept(each.clientId(spec.clientId()).will(null)))));
		return new RuntimeConnection(settings, spec.credentials(), template.transports(), this.executors, this.events,
				template.beans().errorHandlerOfOthers(), this.metering.ofConnectionsMadeAtRunTime(), stopTimeout,
				closed);
	}

	private ConnectionTemplate template(String name) {
		ConnectionTemplate template = this.templates.get(name);
		Assert.notNull(template, () -> "There is no connection '%s', but %s".formatted(name, this.templates.keySet()));
		return template;
	}

	private ConnectionSettings settings(ConnectionTemplate template, Stream<IotConnectionCustomizer> customizers) {
		return new ConnectionSettingsMapper(template.properties(), template.details(),
				Threading.VIRTUAL.isActive(this.environment))
			.map(template.name(), generatedClientId(template.name()), customizers);
	}

	private GeneratedClientId generatedClientId(String name) {
		String application = this.environment.getProperty("spring.application.name");
		boolean only = name.equals(ConnectionSettings.DEFAULT_NAME);
		return GeneratedClientId.of(only ? application : ((application != null) ? application + "-" + name : name),
				new SecureRandom());
	}

	private @Nullable PublishStore publishStore(IotCustomAuthProperties.Publish.Outbox outbox) {
		PublishStore available = this.stores.getIfAvailable();
		if (outbox == IotCustomAuthProperties.Publish.Outbox.NONE) {
			return null;
		}
		if (available == null) {
			String key = InvalidIotPropertyException.key("publish.outbox");
			throw new InvalidIotPropertyException(key, "jdbc",
					"There is no database that the application could keep its messages in",
					"Add 'spring-boot-starter-jdbc' and a single or primary DataSource, or set '%s' to 'none'."
						.formatted(key));
		}
		return available;
	}

	/**
	 * Give access to the outbox of a connection.
	 * @param name the name of the connection
	 * @return its outbox
	 */
	IotOutbox outbox(String name) {
		return new SuppliedIotOutbox(() -> {
			Map<String, IotOutbox> outboxes = new LinkedHashMap<>();
			this.owned.find(name).forEach((member) -> {
				if (member.getOutbox() != null) {
					outboxes.put(member.getClientId(), member.getOutbox().administration());
				}
			});
			Assert.state(!outboxes.isEmpty(), "The connection was replaced by the application");
			return (outboxes.size() == 1) ? outboxes.values().iterator().next() : new PooledIotOutbox(outboxes);
		});
	}

	/**
	 * Check that a bundle that is unknown or permanently unusable fails the start.
	 * @param details the details that name it
	 */
	static void requireUsableSslBundle(IotConnectionDetails details) {
		if (details instanceof PropertiesIotConnectionDetails ofProperties) {
			ofProperties.requireUsableSslBundle();
		}
	}

}
