package io.github.iotcustomauth.internal.outbox;

import java.util.List;
import java.util.function.Supplier;

import io.github.iotcustomauth.IotOutbox;

/**
 * Outbox that is looked for at each call. There is none when the application has replaced
 * the connection, for instance by a mock.
 */
public final class SuppliedIotOutbox implements IotOutbox {

	private final Supplier<IotOutbox> supplier;

	public SuppliedIotOutbox(Supplier<IotOutbox> supplier) {
		this.supplier = supplier;
	}

	@Override
	public List<SetAside> findSetAside(int limit) {
		return this.supplier.get().findSetAside(limit);
	}

	@Override
	public boolean retry(long number) {
		return this.supplier.get().retry(number);
	}

	@Override
	public boolean discard(long number) {
		return this.supplier.get().discard(number);
	}

	@Override
	public int adopt(String clientId) {
		return this.supplier.get().adopt(clientId);
	}

}
