package io.github.iotcustomauth.transport;

import java.util.List;
import java.util.function.Consumer;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What is special about a connection that is made while the application runs. All else,
 * endpoint and trust included, is that of a connection of the application, except for the
 * last will and the outbox, which it does not have.
 *
 * @param clientId the client id, 1 to 128 bytes
 * @param credentials asked before every attempt
 * @param defaultsOf the name of the connection of the application that is the model, or
 * {@code null} for the only or first one
 * @param subscriptions subscribed before it connects, so that no message of a session
 * that the server has kept is missed
 * @param settings has the last word on the settings
 */
public record IotConnectionSpec(String clientId, CustomAuthCredentialsProvider credentials, @Nullable String defaultsOf,
		List<IotSubscription> subscriptions, Consumer<ConnectionSettings.Builder> settings) {

	public IotConnectionSpec {
		Assert.hasText(clientId, "'clientId' must not be empty");
		Assert.notNull(credentials, "'credentials' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		subscriptions = List.copyOf(subscriptions);
	}

	/**
	 * Describe a connection.
	 * @param clientId the client id
	 * @param credentials asked before every attempt
	 * @return the description
	 */
	public static IotConnectionSpec of(String clientId, CustomAuthCredentialsProvider credentials) {
		return new IotConnectionSpec(clientId, credentials, null, List.of(), (settings) -> {
		});
	}

	/**
	 * Return a copy with another model.
	 * @param connection the name of the connection
	 * @return the copy
	 */
	public IotConnectionSpec withDefaultsOf(String connection) {
		return new IotConnectionSpec(this.clientId, this.credentials, connection, this.subscriptions, this.settings);
	}

	/**
	 * Return a copy with other subscriptions.
	 * @param subscriptions the subscriptions
	 * @return the copy
	 */
	public IotConnectionSpec withSubscriptions(IotSubscription... subscriptions) {
		return new IotConnectionSpec(this.clientId, this.credentials, this.defaultsOf, List.of(subscriptions),
				this.settings);
	}

	/**
	 * Return a copy with other settings.
	 * @param settings changes the settings of the model
	 * @return the copy
	 */
	public IotConnectionSpec withSettings(Consumer<ConnectionSettings.Builder> settings) {
		return new IotConnectionSpec(this.clientId, this.credentials, this.defaultsOf, this.subscriptions, settings);
	}

}
