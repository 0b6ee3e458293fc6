package io.github.iotcustomauth.autoconfigure.actuate;

import io.github.iotcustomauth.autoconfigure.actuate.IotConnectionsEndpoint.Action;
import io.github.iotcustomauth.autoconfigure.actuate.OutcomeDescriptor.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} that answers unknown connections and
 * invalid requests with a status.
 */
@EndpointWebExtension(endpoint = IotConnectionsEndpoint.class)
class IotConnectionsEndpointWebExtension {

	private final IotConnectionsEndpoint delegate;

	IotConnectionsEndpointWebExtension(IotConnectionsEndpoint delegate) {
		this.delegate = delegate;
	}

	@WriteOperation
	WebEndpointResponse<OutcomeDescriptor> operate(@Selector String name, Action action, @Nullable String listener,
			@Nullable Boolean unsubscribe, @Nullable String filter) {
		try {
			OutcomeDescriptor outcome = this.delegate.operate(name, action, listener, unsubscribe, filter);
			return (outcome != null) ? new WebEndpointResponse<>(outcome)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (InvalidEndpointRequestException ex) {
			// whose reason would be hidden
			return new WebEndpointResponse<>(new OutcomeDescriptor(Outcome.INVALID, null, ex.getReason()),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

}
