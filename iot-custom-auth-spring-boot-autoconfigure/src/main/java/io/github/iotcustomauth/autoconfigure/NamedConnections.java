package io.github.iotcustomauth.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;
import io.github.iotcustomauth.transport.crt.CrtClientCustomizer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.io.ResourceLoader;

/**
 * Factory of the beans of connections that have names.
 */
final class NamedConnections implements DisposableBean {

	static final String BEAN_NAME = "iotCustomAuthConnections";

	private final ConnectionProperties properties;

	private final ConnectionAssembly assembly;

	private final ConfigurableListableBeanFactory beanFactory;

	private final ResourceLoader resourceLoader;

	private final Map<String, ApplicationBeans> applicationBeans = new ConcurrentHashMap<>();

	private final List<CrtMqttTransportFactory> transports = new CopyOnWriteArrayList<>();

	/**
	 * Create a factory.
	 * @param properties the properties of the connections
	 * @param assembly makes the connections
	 * @param beanFactory has the beans of the application
	 * @param resourceLoader finds files
	 */
	NamedConnections(ConnectionProperties properties, ConnectionAssembly assembly,
			ConfigurableListableBeanFactory beanFactory, ResourceLoader resourceLoader) {
		this.properties = properties;
		this.assembly = assembly;
		this.beanFactory = beanFactory;
		this.resourceLoader = resourceLoader;
	}

	/**
	 * Make a connection.
	 * @param name its name
	 * @return the connection
	 */
	IotConnection connection(String name) {
		return named(name, () -> {
			IotCustomAuthProperties own = this.properties.get(name);
			BeansOfConnection beans = beans(name);
			IotConnectionDetails found = beans.find(IotConnectionDetails.class);
			IotConnectionDetails details = (found != null) ? found : new PropertiesIotConnectionDetails(own,
					this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable());
			ApplicationBeans application = new ApplicationBeans(() -> named(name, () -> provider(name, details)),
					() -> errorHandler(name), () -> bean(name));
			this.applicationBeans.put(name, application);
			IotConnection connection = this.assembly.create(new ConnectionTemplate(name, own, details,
					beans.all(IotConnectionCustomizer.class), application, transports(name, details)));
			requireOwnClientIds(name);
			return connection;
		});
	}

	// which may be advised
	private IotConnection bean(String name) {
		return this.beanFactory.getBean(name + IotConnection.class.getSimpleName(), IotConnection.class);
	}

	// so that a failure names the key of that connection
	private static <T> T named(String name, Supplier<T> creation) {
		try {
			return creation.get();
		}
		catch (InvalidIotPropertyException ex) {
			throw ex.of(name);
		}
	}

	private BeansOfConnection beans(String name) {
		return new BeansOfConnection(this.beanFactory, this.properties.byName().keySet(), name);
	}

	private void requireOwnClientIds(String name) {
		Map<String, DefaultIotConnection> byClientId = new HashMap<>();
		this.assembly.owned().all().forEach((member) -> {
			DefaultIotConnection other = byClientId.put(member.getClientId(), member);
			if (other != null) {
				String key = InvalidIotPropertyException.key("client-id");
				throw new InvalidIotPropertyException(key, InvalidIotPropertyException.shown(member.getClientId()),
						"The connections '%s' and '%s' have the same client id, so that each would end the other"
							.formatted(other.getName(), name),
						"Set '%s' to an id of its own.".formatted(key));
			}
		});
	}

	private MqttTransportFactory transports(String name, IotConnectionDetails details) {
		MqttTransportFactory found = this.beanFactory.getBeanProvider(MqttTransportFactory.class).getIfAvailable();
		if (found != null) {
			return found;
		}
		ConnectionAssembly.requireUsableSslBundle(details);
		CrtMqttTransportFactory created = new CrtMqttTransportFactory(details::getSslBundle,
				beans(name).all(CrtClientCustomizer.class), this.properties.get(name).getNativeLogging().getLevel());
		this.transports.add(created);
		return created;
	}

	private CustomAuthCredentialsProvider provider(String name, IotConnectionDetails details) {
		CustomAuthCredentialsProvider found;
		try {
			found = beans(name).find(CustomAuthCredentialsProvider.class);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new AmbiguousCredentialsProviderException(
					(ex.getBeanNamesFound() != null) ? new ArrayList<>(ex.getBeanNamesFound()) : List.of());
		}
		if (found != null) {
			return found;
		}
		IotCustomAuthProperties own = this.properties.get(name);
		CustomAuthCredentials credentials = details.getCredentials();
		boolean offered = beans(name).isOwn(IotConnectionDetails.class) || !own.hasCredentials();
		return (credentials != null && offered) ? CustomAuthCredentialsProvider.of(credentials)
				: new PropertiesCredentialsProviderFactory(own, this.resourceLoader,
						this.beanFactory.getBeanProvider(SslBundles.class),
						this.beanFactory.getBeanProvider(AccessTokenSourceFactory.class))
					.create();
	}

	private IotListenerErrorHandler errorHandler(String name) {
		try {
			IotListenerErrorHandler found = beans(name).find(IotListenerErrorHandler.class);
			return (found != null) ? found : IotListenerErrorHandler.retrying();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			// listeners name theirs
			return IotListenerErrorHandler.retrying();
		}
	}

	/**
	 * Make a client.
	 * @param name the name of its connection
	 * @return the client
	 */
	IotClient client(String name) {
		return IotMessagingAutoConfiguration.client(bean(name), this.beanFactory.getBean(PayloadConverter.class),
				this.properties.get(name).getRequest(), this.beanFactory.getBeanProvider(MessageObservations.class));
	}

	/**
	 * Give access to the outbox of a connection.
	 * @param name the name of the connection
	 * @return its outbox
	 */
	IotOutbox outbox(String name) {
		return this.assembly.outbox(name);
	}

	/**
	 * Look up the beans that may use the connections themselves.
	 */
	void lookUp() {
		this.applicationBeans.values().forEach(ApplicationBeans::lookUp);
	}

	String primary() {
		return this.properties.primary();
	}

	boolean isFailFast(String name) {
		return this.properties.get(name).isFailFast();
	}

	/**
	 * The renewals of the connections whose SSL bundle is reloaded.
	 * @return the renewals
	 */
	List<SslBundleRenewal> renewals() {
		SslBundles bundles = this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable();
		return this.properties.byName()
			.entrySet()
			.stream()
			.map((entry) -> new SslBundleRenewal(entry.getValue().getSsl().getBundle(), bundles,
					() -> this.assembly.owned().find(entry.getKey())))
			.toList();
	}

	@Override
	public void destroy() {
		this.transports.forEach(CrtMqttTransportFactory::close);
	}

}
