package io.github.iotcustomauth.internal.pool;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * Credentials provider of all members of a pool: asked one call at a time, and not to
 * discard credentials that another member has replaced already.
 */
public final class SharedCredentialsProvider implements CustomAuthCredentialsProvider {

	private final CustomAuthCredentialsProvider provider;

	private final Duration limit;

	private final Semaphore turn = new Semaphore(1, true);

	private volatile @Nullable CustomAuthCredentials newest;

	/**
	 * Create a provider.
	 * @param provider the provider of the application
	 * @param limit how long a call waits for the one before, which may never end
	 */
	public SharedCredentialsProvider(CustomAuthCredentialsProvider provider, Duration limit) {
		this.provider = provider;
		this.limit = limit;
	}

	@Override
	public CompletionStage<CustomAuthCredentials> getCredentials() {
		Runnable end = begin();
		try {
			return this.provider.getCredentials().whenComplete((credentials, ex) -> {
				this.newest = (credentials != null) ? credentials : this.newest;
				end.run();
			});
		}
		catch (RuntimeException ex) {
			end.run();
			throw ex;
		}
	}

	private Runnable begin() {
		try {
			return this.turn.tryAcquire(this.limit.toNanos(), TimeUnit.NANOSECONDS) ? this.turn::release : () -> {
			};
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while another member obtains credentials", ex);
		}
	}

	@Override
	public void discard(CustomAuthCredentials credentials) {
		CustomAuthCredentials last = this.newest;
		if (last == null || isSame(credentials, last)) {
			this.provider.discard(credentials);
		}
	}

	private static boolean isSame(CustomAuthCredentials one, CustomAuthCredentials other) {
		return Arrays.equals(one.getPassword(), other.getPassword())
				&& Objects.equals(one.getTokenValue(), other.getTokenValue());
	}

}
