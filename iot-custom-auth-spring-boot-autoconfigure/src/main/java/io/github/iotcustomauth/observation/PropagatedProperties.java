package io.github.iotcustomauth.observation;

import java.util.Map;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import io.micrometer.observation.transport.Propagator;
import org.jspecify.annotations.Nullable;

/**
 * Adds trace context to a message as user properties. A message must not fail because of
 * its trace: what does not fit is left out.
 */
final class PropagatedProperties implements Propagator.Setter<IotMessage.Builder> {

	private final IotMessage message;

	private int room;

	PropagatedProperties(IotMessage message) {
		this.message = message;
		this.room = MessageLimits.roomForUserProperties(message);
	}

	@Override
	public void set(IotMessage.@Nullable Builder carrier, String name, String value) {
		int bytes = MessageLimits.userPropertyBytes(name, value);
		if (carrier == null || bytes < 0 || bytes > this.room || isPresent(name)) {
			return;
		}
		carrier.userProperty(name, value);
		this.room -= bytes;
	}

	private boolean isPresent(String name) {
		for (Map.Entry<String, String> property : this.message.userProperties()) {
			if (property.getKey().equals(name)) {
				return true;
			}
		}
		return false;
	}

}
