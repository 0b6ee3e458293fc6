package io.github.iotcustomauth.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * One question to the credentials provider, on a thread of its own so that a provider
 * that hangs holds up nothing else. Completing the future from outside, as a time limit
 * does, interrupts the provider.
 */
final class CredentialsCall extends CompletableFuture<CustomAuthCredentials> {

	private static final int WAITING_CALLS = 2;

	private static final Log logger = LogFactory.getLog(CredentialsCall.class);

	private CredentialsCall() {
	}

	static CredentialsCall ask(CustomAuthCredentialsProvider provider, ExecutorService executor) {
		CredentialsCall call = new CredentialsCall();
		try {
			Future<?> task = executor.submit(() -> call.run(provider));
			call.whenComplete((credentials, ex) -> task.cancel(true));
		}
		catch (RejectedExecutionException ex) {
			call.completeExceptionally(
					new IllegalStateException("The credentials provider still hangs in earlier calls", ex));
		}
		return call;
	}

	/**
	 * What to report of a call that failed. The exception may carry secrets, so that only
	 * its type is named, unless it is one of ours.
	 * @param ex the exception
	 * @return the failure
	 */
	static IotFailure failure(@Nullable Throwable ex) {
		Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
		logger.debug("The credentials provider failed", cause);
		if (cause instanceof IotConnectionException known && known.getFailure().kind() == Kind.CREDENTIALS) {
			return known.getFailure();
		}
		if (cause instanceof TimeoutException) {
			return new IotFailure(Kind.CREDENTIALS, -1, "CREDENTIALS_PROVIDER_TIMEOUT",
					"The credentials provider gave no answer in time; check the service that it asks");
		}
		return new IotFailure(Kind.CREDENTIALS, -1, "CREDENTIALS_PROVIDER_FAILED",
				"The credentials provider failed (" + ((cause != null) ? cause.getClass().getSimpleName() : "no reason")
						+ "); check the service that it asks, debug logging has the details");
	}

	/**
	 * The executor for the calls of one connection: one thread, and few calls that may
	 * wait for it.
	 * @return a new executor
	 */
	static ExecutorService executor() {
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("iot-credentials-");
		threadFactory.setDaemon(true);
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(WAITING_CALLS), threadFactory);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	@SuppressWarnings("NullAway") // a provider may return null all the same
	private void run(CustomAuthCredentialsProvider provider) {
		try {
			provider.getCredentials().whenComplete((credentials, ex) -> {
				if (ex != null) {
					completeExceptionally(ex);
				}
				else if (credentials == null) {
					completeExceptionally(new IllegalStateException("The credentials provider returned null"));
				}
				else {
					complete(credentials);
				}
			});
		}
		catch (Exception | Error ex) {
			completeExceptionally(ex);
		}
	}

}
