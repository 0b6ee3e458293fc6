package io.github.iotcustomauth.internal.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SharedCredentialsProviderTests {

	private final List<CompletableFuture<CustomAuthCredentials>> asked = new ArrayList<>();

	private final List<CustomAuthCredentials> discarded = new ArrayList<>();

	private final CustomAuthCredentialsProvider provider = new CustomAuthCredentialsProvider() {

		@Override
		public CompletionStage<CustomAuthCredentials> getCredentials() {
			CompletableFuture<CustomAuthCredentials> result = new CompletableFuture<>();
			SharedCredentialsProviderTests.this.asked.add(result);
			return result;
		}

		@Override
		public void discard(CustomAuthCredentials credentials) {
			SharedCredentialsProviderTests.this.discarded.add(credentials);
		}

	};

	private static CustomAuthCredentials credentials(String password) {
		return CustomAuthCredentials.builder().password(password).build();
	}

	@Test
	void callWaitsForTheOneBefore() throws Exception {
		SharedCredentialsProvider shared = new SharedCredentialsProvider(this.provider, Duration.ofMinutes(1));
		shared.getCredentials();
		Thread second = new Thread(shared::getCredentials);
		second.start();
		assertThat(this.asked).hasSize(1);
		this.asked.get(0).complete(credentials("a"));
		second.join(Duration.ofSeconds(10).toMillis());
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void callThatNeverEndsIsNotWaitedForWithoutLimit() {
		SharedCredentialsProvider shared = new SharedCredentialsProvider(this.provider, Duration.ofMillis(10));
		shared.getCredentials();
		shared.getCredentials();
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void failureEndsACall() {
		boolean[] fails = { true };
		SharedCredentialsProvider shared = new SharedCredentialsProvider(() -> {
			if (fails[0]) {
				throw new IllegalStateException("no");
			}
			return CompletableFuture.completedFuture(credentials("a"));
		}, Duration.ofMinutes(1));
		assertThatIllegalStateException().isThrownBy(shared::getCredentials);
		fails[0] = false;
		assertThat(shared.getCredentials().toCompletableFuture()).isCompleted();
	}

	@Test
	void credentialsThatWereReplacedAreNotDiscarded() {
		SharedCredentialsProvider shared = new SharedCredentialsProvider(this.provider, Duration.ofMinutes(1));
		shared.getCredentials();
		this.asked.get(0).complete(credentials("old"));
		shared.getCredentials();
		this.asked.get(1).complete(credentials("new"));
		shared.discard(credentials("old"));
		assertThat(this.discarded).isEmpty();
		// those of another member
		shared.discard(credentials("new"));
		assertThat(this.discarded).hasSize(1);
	}

}
