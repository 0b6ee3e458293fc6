package io.github.iotcustomauth.internal.outbox;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.internal.store.PublishStore;

import org.springframework.util.Assert;

/**
 * Decisions of the application about rows, made on the thread of the outbox.
 */
final class DefaultIotOutbox implements IotOutbox {

	private final PublishStore store;

	private final String clientId;

	private final OutboxThread thread;

	private final OutboxDatabase database;

	private final OutboxWindow window;

	private final Runnable readSoon;

	/**
	 * Create an administration.
	 * @param store the store that has the rows
	 * @param clientId the client id of the messages
	 * @param thread the thread that works with it
	 * @param database counts the rows
	 * @param window told about rows that wait again
	 * @param readSoon has the table read
	 */
	DefaultIotOutbox(PublishStore store, String clientId, OutboxThread thread, OutboxDatabase database,
			OutboxWindow window, Runnable readSoon) {
		this.store = store;
		this.clientId = clientId;
		this.thread = thread;
		this.database = database;
		this.window = window;
		this.readSoon = readSoon;
	}

	@Override
	public List<SetAside> findSetAside(int limit) {
		Assert.isTrue(limit > 0, "'limit' must be at least 1");
		return call(() -> this.store.findSetAside(this.clientId, limit)
			.stream()
			.map((row) -> new SetAside(row.number(), row.topic(), row.reason(), row.message()))
			.toList());
	}

	@Override
	public boolean retry(long number) {
		return call(() -> {
			boolean found = this.store.retry(this.clientId, number);
			changed(0, found ? -1 : 0);
			return found;
		});
	}

	@Override
	public boolean discard(long number) {
		return call(() -> {
			boolean found = this.store.discard(this.clientId, number);
			changed(found ? -1 : 0, found ? -1 : 0);
			return found;
		});
	}

	@Override
	public int adopt(String other) {
		Assert.hasText(other, "'clientId' must not be empty");
		Assert.isTrue(!other.equals(this.clientId), "'clientId' must be that of another instance");
		int adopted = 0;
		int some = -1;
		while (some != 0) {
			some = call(() -> this.store.adoptSome(other, this.clientId));
			adopted += some;
			changed(some, 0);
		}
		return adopted;
	}

	private void changed(int rows, int setAside) {
		this.database.removed(-rows, setAside);
		this.window.read();
		this.readSoon.run();
	}

	private <T> T call(Callable<T> work) {
		try {
			return this.thread.submit(work).get(this.store.limits().timeout().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw failed(OutboxFailures.UNCERTAIN, ex);
		}
		catch (ExecutionException ex) {
			throw failed(OutboxFailures.UNAVAILABLE, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed(OutboxFailures.UNCERTAIN, ex);
		}
	}

	private static IotConnectionException failed(IotFailure failure, Throwable cause) {
		return new IotConnectionException("The outbox was not asked", failure, cause);
	}

}
