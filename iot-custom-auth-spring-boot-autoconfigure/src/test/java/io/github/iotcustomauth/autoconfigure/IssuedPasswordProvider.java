package io.github.iotcustomauth.autoconfigure;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;

import org.springframework.stereotype.Component;

@Component
class IssuedPasswordProvider implements CustomAuthCredentialsProvider {

	private final PasswordIssuer issuer;

	IssuedPasswordProvider(PasswordIssuer issuer) {
		this.issuer = issuer;
	}

	@Override
	public CompletionStage<CustomAuthCredentials> getCredentials() {
		return this.issuer.issuePassword("gateway-7")
			.thenApply((password) -> CustomAuthCredentials.builder()
				.authorizerName("DeviceAuthorizer")
				.username("gateway-7")
				.password(password.text())
				.expiresAt(password.expiresAt())
				.build());
	}

	interface PasswordIssuer {

		CompletionStage<Password> issuePassword(String device);

	}

	record Password(String text, Instant expiresAt) {
	}

}
