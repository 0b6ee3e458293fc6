package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;
import io.github.iotcustomauth.internal.credentials.CredentialsOrigin;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.util.function.SingletonSupplier;

/**
 * The beans that a connection uses and that may use the connection themselves. They are
 * looked up when the connection is started, so that there is no circle.
 */
final class ApplicationBeans {

	private final SingletonSupplier<CustomAuthCredentialsProvider> credentialsProvider;

	private final SingletonSupplier<IotListenerErrorHandler> errorHandler;

	private final Supplier<IotConnection> connection;

	/**
	 * Create the beans.
	 * @param credentialsProvider finds the credentials provider
	 * @param errorHandler finds the error handler
	 * @param connection finds the connection that the error handler uses
	 */
	ApplicationBeans(Supplier<CustomAuthCredentialsProvider> credentialsProvider,
			Supplier<IotListenerErrorHandler> errorHandler, Supplier<IotConnection> connection) {
		this.credentialsProvider = SingletonSupplier.of(credentialsProvider);
		this.errorHandler = SingletonSupplier.of(errorHandler);
		this.connection = connection;
	}

	// not as a parameter, whose name would choose between several
	static CustomAuthCredentialsProvider credentialsProvider(ListableBeanFactory beanFactory) {
		try {
			return beanFactory.getBean(CustomAuthCredentialsProvider.class);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new AmbiguousCredentialsProviderException(
					List.of(beanFactory.getBeanNamesForType(CustomAuthCredentialsProvider.class)));
		}
	}

	/**
	 * Return the credentials provider of the application.
	 * @return a provider that delegates to it
	 */
	CustomAuthCredentialsProvider credentialsProvider() {
		return new Provider(this.credentialsProvider);
	}

	/**
	 * Return the error handler of the application, or the default one if there is none or
	 * more than one.
	 * @return an error handler that delegates to it
	 */
	IotListenerErrorHandler errorHandler() {
		// with the bean, which may be advised, instead of the connection behind it
		return (failed) -> this.errorHandler.obtain().handle(failed.withConnection(this.connection.get()));
	}

	/**
	 * Return the same error handler for other connections, which it gets as they are.
	 * @return an error handler that delegates to it
	 */
	IotListenerErrorHandler errorHandlerOfOthers() {
		return (failed) -> this.errorHandler.obtain().handle(failed);
	}

	/**
	 * Look the beans up.
	 * @throws AmbiguousCredentialsProviderException if there are several credentials
	 * providers
	 */
	void lookUp() {
		this.credentialsProvider.obtain();
		this.errorHandler.obtain();
	}

	/**
	 * Provider that is looked up when it is asked.
	 *
	 * @param provider finds it
	 */
	private record Provider(SingletonSupplier<CustomAuthCredentialsProvider> provider)
			implements
				CustomAuthCredentialsProvider,
				CredentialsOrigin {

		@Override
		public CompletionStage<CustomAuthCredentials> getCredentials() {
			return this.provider.obtain().getCredentials();
		}

		@Override
		public void discard(CustomAuthCredentials credentials) {
			this.provider.obtain().discard(credentials);
		}

		@Override
		public List<String> getOrigins() {
			return CredentialsOrigin.of(this.provider.obtain());
		}

	}

}
