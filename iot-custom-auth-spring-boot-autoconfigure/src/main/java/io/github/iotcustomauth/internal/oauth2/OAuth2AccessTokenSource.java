package io.github.iotcustomauth.internal.oauth2;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.credentials.SecretSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;

/**
 * The access token of an OAuth2 client registration. Spring Security keeps a token almost
 * until it expires. That is too long twice: the connection wants a new one earlier, and a
 * token that was refused is not to be presented again.
 */
final class OAuth2AccessTokenSource implements SecretSource {

	private static final Log logger = LogFactory.getLog(OAuth2AccessTokenSource.class);

	// the connection asks for new credentials in the last quarter of the token's life
	private static final int AGING_PART = 3;

	// an authorization server may put anything there
	private static final Pattern ERROR_CODE = Pattern.compile("[\\w.-]{1,64}");

	private final OAuth2AuthorizedClientManager manager;

	private final OAuth2AuthorizeRequest request;

	private final Clock clock;

	private volatile @Nullable String presented;

	private volatile @Nullable String refused;

	OAuth2AccessTokenSource(OAuth2AuthorizedClientManager manager, String registrationId, Clock clock) {
		this.manager = manager;
		this.request = OAuth2AuthorizeRequest.withClientRegistrationId(registrationId)
			.principal(registrationId)
			.build();
		this.clock = clock;
	}

	@Override
	public Secret getSecret() {
		OAuth2AuthorizedClient client = authorize(this.request);
		if (isRefused(client.getAccessToken())) {
			client = renew(client);
		}
		else if (isAging(client.getAccessToken())) {
			client = renewIfPossible(client);
		}
		OAuth2AccessToken token = client.getAccessToken();
		this.presented = token.getTokenValue();
		return new Secret(token.getTokenValue(), token.getExpiresAt());
	}

	@Override
	public void discard() {
		this.refused = this.presented;
	}

	private boolean isRefused(OAuth2AccessToken token) {
		return token.getTokenValue().equals(this.refused);
	}

	private boolean isAging(OAuth2AccessToken token) {
		Instant issuedAt = token.getIssuedAt();
		Instant expiresAt = token.getExpiresAt();
		if (issuedAt == null || expiresAt == null) {
			return false;
		}
		Duration left = Duration.between(this.clock.instant(), expiresAt);
		return left.multipliedBy(AGING_PART).compareTo(Duration.between(issuedAt, expiresAt)) < 0;
	}

	private OAuth2AuthorizedClient renewIfPossible(OAuth2AuthorizedClient aging) {
		try {
			return renew(aging);
		}
		catch (RuntimeException ex) {
			logger.warn("The access token of '" + this.request.getClientRegistrationId()
					+ "' is presented for as long as it lasts, since there is no new one: "
					+ ((ex instanceof IotConnectionException known) ? known.getFailure().whatToCheck()
							: ex.getClass().getSimpleName()));
			return aging;
		}
	}

	// a manager asks the server for a new token only when the present one has expired
	private OAuth2AuthorizedClient renew(OAuth2AuthorizedClient client) {
		OAuth2AccessToken token = client.getAccessToken();
		OAuth2AccessToken expired = new OAuth2AccessToken(token.getTokenType(), token.getTokenValue(), Instant.EPOCH,
				Instant.EPOCH.plusSeconds(1), token.getScopes());
		return authorize(OAuth2AuthorizeRequest
			.withAuthorizedClient(new OAuth2AuthorizedClient(client.getClientRegistration(), client.getPrincipalName(),
					expired, client.getRefreshToken()))
			.principal(this.request.getPrincipal())
			.build());
	}

	private OAuth2AuthorizedClient authorize(OAuth2AuthorizeRequest asked) {
		OAuth2AuthorizedClient client;
		try {
			client = this.manager.authorize(asked);
		}
		catch (OAuth2AuthorizationException ex) {
			// not as the cause: its message has whatever the server answered
			throw unavailable("(" + reason(ex) + ")");
		}
		if (client == null) {
			throw unavailable("(its grant type is not known to the OAuth2AuthorizedClientManager)");
		}
		return client;
	}

	private static String reason(OAuth2AuthorizationException ex) {
		String code = ex.getError().getErrorCode();
		String shown = ERROR_CODE.matcher(code).matches() ? code : "unknown error";
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		return (cause instanceof OAuth2AuthorizationException) ? shown
				: shown + ", " + cause.getClass().getSimpleName();
	}

	private IotConnectionException unavailable(String reason) {
		return new IotConnectionException("No credentials", IotFailure.of(FailureReason.ACCESS_TOKEN_UNAVAILABLE,
				"The OAuth2 client registration '%s' yields no access token %s; check its client id, secret and token URI"
					.formatted(this.request.getClientRegistrationId(), reason)));
	}

}
