package io.github.iotcustomauth.internal.store.jdbc;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.internal.store.PublishStore.FullException;
import io.github.iotcustomauth.internal.store.PublishStore.RefusedException;
import io.github.iotcustomauth.internal.store.PublishStore.UnusableException;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessResourceUsageException;

/**
 * What the exceptions of databases mean. They are not chained, since those of some
 * drivers contain the payload: only the state, the code and the first line stay, or less.
 */
final class StoreFailures {

	private static final String CURE = "Create or upgrade the table with the scripts of the library for the database "
			+ "(below 'io/github/iotcustomauth/outbox')";

	// disk_full
	private static final String POSTGRESQL_FULL = "53100";

	// ER_DISK_FULL and ER_RECORD_FILE_FULL
	private static final Set<Integer> MYSQL_FULL = Set.of(1021, 1114);

	// data and integrity: some drivers say which value it is in the first line
	private static final List<String> REFUSED_VALUES = List.of("22", "23");

	private StoreFailures() {
	}

	/**
	 * The exception for a statement that failed.
	 * @param message what it was for
	 * @param ex its exception
	 * @return the exception to throw
	 */
	static RuntimeException of(String message, RuntimeException ex) {
		Set<Throwable> causes = causes(ex);
		SQLException plain = plain(causes);
		Throwable cause = (plain != null) ? plain : ex;
		if (causes.stream().anyMatch(StoreFailures::isFull)) {
			return new FullException(message + ": its disk is full", cause);
		}
		if (plain != null && isRefused(plain)) {
			return new RefusedException(message, cause);
		}
		return (ex instanceof InvalidDataAccessResourceUsageException)
				? new UnusableException(message + ". " + CURE, cause) : new IllegalStateException(message, cause);
	}

	// an exception of a batch has its causes beside it
	private static Set<Throwable> causes(Throwable ex) {
		Set<Throwable> causes = new LinkedHashSet<>();
		Throwable next = ex;
		while (next != null && causes.add(next)) {
			if (next instanceof SQLException sql && sql.getNextException() != null) {
				causes.addAll(causes(sql.getNextException()));
			}
			next = next.getCause();
		}
		return causes;
	}

	// there is no standard SQL state for it
	private static boolean isFull(Throwable ex) {
		if (ex instanceof SQLException sql) {
			return POSTGRESQL_FULL.equals(sql.getSQLState()) || MYSQL_FULL.contains(sql.getErrorCode());
		}
		return String.valueOf(ex.getMessage()).contains("No space left on device");
	}

	// of the innermost one: that of a batch has the parameters in its first line
	private static @Nullable SQLException plain(Set<Throwable> causes) {
		SQLException last = null;
		for (Throwable cause : causes) {
			last = (cause instanceof SQLException sql) ? sql : last;
		}
		if (last == null) {
			return null;
		}
		SQLException plain = new SQLException(text(last), last.getSQLState(), last.getErrorCode());
		plain.setStackTrace(last.getStackTrace());
		return plain;
	}

	private static boolean isRefused(SQLException ex) {
		return REFUSED_VALUES.stream().anyMatch(String.valueOf(ex.getSQLState())::startsWith);
	}

	private static String text(SQLException ex) {
		if (isRefused(ex)) {
			return "The database refuses a value (SQL state " + ex.getSQLState() + ", code " + ex.getErrorCode() + ")";
		}
		return PrintableText.line(String.valueOf(ex.getMessage()).lines().findFirst().orElse(""));
	}

}
