package io.github.iotcustomauth.internal.credentials;

import io.github.iotcustomauth.internal.credentials.SecretSource.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretSource}.
 */
class SecretSourceTests {

	@Test
	void fixedSecretNeverChanges() {
		SecretSource source = SecretSource.of("s3cr3t");
		source.discard();
		assertThat(source.getSecret()).isEqualTo(new Secret("s3cr3t", null));
	}

	@Test
	void doesNotShowTheSecret() {
		SecretSource source = SecretSource.of("s3cr3t");
		assertThat(source.toString()).doesNotContain("s3cr3t");
		assertThat(source.getSecret()).hasToString("Secret[value=******, expiresAt=null]");
	}

}
