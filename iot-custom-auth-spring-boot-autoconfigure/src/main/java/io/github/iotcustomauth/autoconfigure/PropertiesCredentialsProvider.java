package io.github.iotcustomauth.autoconfigure;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.github.iotcustomauth.autoconfigure.TokenSource.SignedToken;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.credentials.CredentialsOrigin;
import io.github.iotcustomauth.internal.credentials.SecretSource;
import io.github.iotcustomauth.internal.token.Token;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the credentials of an attempt from what never changes and from what is asked
 * for anew.
 */
final class PropertiesCredentialsProvider implements CustomAuthCredentialsProvider, CredentialsOrigin {

	private final Supplier<CustomAuthCredentials.Builder> unchanging;

	private final @Nullable SecretSource password;

	private final @Nullable TokenSource token;

	private final List<String> origins;

	PropertiesCredentialsProvider(Supplier<CustomAuthCredentials.Builder> unchanging, @Nullable SecretSource password,
			@Nullable TokenSource token, List<String> origins) {
		this.unchanging = unchanging;
		this.password = password;
		this.token = token;
		this.origins = List.copyOf(origins);
	}

	@Override
	public CompletionStage<CustomAuthCredentials> getCredentials() {
		CustomAuthCredentials.Builder builder = this.unchanging.get();
		Instant expiresAt = null;
		if (this.password != null) {
			SecretSource.Secret secret = this.password.getSecret();
			builder.password(secret.value());
			expiresAt = secret.expiresAt();
		}
		if (this.token != null) {
			SignedToken signed = this.token.getToken();
			Token token = signed.token();
			builder.token(token.keyName(), token.value(), token.signature());
			expiresAt = TokenSource.earlier(expiresAt, signed.expiresAt());
		}
		return CompletableFuture.completedFuture(builder.expiresAt(expiresAt).build());
	}

	@Override
	public void discard(CustomAuthCredentials credentials) {
		if (this.password != null) {
			this.password.discard();
		}
		if (this.token != null) {
			this.token.value().discard();
		}
	}

	@Override
	public List<String> getOrigins() {
		return this.origins;
	}

}
