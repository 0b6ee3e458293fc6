package io.github.iotcustomauth.faults;

import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.outbox.JdbcOutboxAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A Spring application with several threads of {@link RandomTransactions}, or one that
 * only sends what is in the outbox. Reports what it finds there, and when transactions
 * begin and end; a publish outside is one.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, JdbcOutboxAutoConfiguration.class,
		SslAutoConfiguration.class, IotCustomAuthAutoConfiguration.class })
public class TransactionsProcess {

	static final String TOPICS = "booked/";

	static final String FOUND = "found";

	static final String BEGUN = "begun";

	static final String COMMITTED = "committed";

	static final String ROLLED_BACK = "rolled-back";

	static final String FAILED = "failed";

	// how many rows the outbox has, and how many of them are set aside
	static final String LEFT = "left";

	// which publish outside of transactions; as many in them
	private static final int THREADS = 3;

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(TransactionsProcess.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		ApplicationContext context = application.run(args);
		DataSource dataSource = context.getBean(DataSource.class);
		if (args[0].equals(LEFT)) {
			reportWhatIsLeft(JdbcClient.create(dataSource));
		}
		else {
			publish(context.getBean(IotConnection.class), dataSource, Integer.parseInt(args[0]),
					new Random(Long.parseLong(args[1])));
		}
	}

	private static void publish(IotConnection connection, DataSource dataSource, int process, Random random) {
		JdbcClient.create(dataSource)
			.sql("create table if not exists " + RandomTransactions.TABLE
					+ " (topic varchar(20) not null, number int not null, primary key (topic, number))")
			.update();
		// some of them may have been sent already
		ChildProcess.report(FOUND + " " + rows(JdbcClient.create(dataSource)));
		AtomicInteger next = new AtomicInteger(NumberedMessage.firstNumber(process));
		JdbcTransactionManager transactions = new JdbcTransactionManager(dataSource);
		for (int i = 0; i < 2 * THREADS; i++) {
			new Thread(new RandomTransactions(connection, dataSource, transactions, next, i % 2 == 0,
					new Random(random.nextLong())), "publisher-" + i)
				.start();
		}
	}

	private static void reportWhatIsLeft(JdbcClient jdbc) {
		Executors.newSingleThreadScheduledExecutor().scheduleWithFixedDelay(() -> {
			try {
				int aside = jdbc.sql("select count(*) from iot_custom_auth_outbox where state = 'SET_ASIDE'")
					.query(Integer.class)
					.single();
				ChildProcess.report(LEFT + " " + rows(jdbc) + " " + aside);
			}
			catch (DataAccessException ex) {
				// an exception that is thrown ends the schedule
				ChildProcess.report(LEFT + " -2 0");
			}
		}, 0, 100, TimeUnit.MILLISECONDS);
	}

	private static int rows(JdbcClient jdbc) {
		return jdbc.sql("select count(*) from iot_custom_auth_outbox").query(Integer.class).single();
	}

	static void begun(int unit, boolean joined) {
		ChildProcess.report(BEGUN + " " + unit + " " + joined);
	}

	static void committed(int unit) {
		ChildProcess.report(COMMITTED + " " + unit + " " + System.nanoTime());
	}

	static void rolledBack(int unit) {
		ChildProcess.report(ROLLED_BACK + " " + unit);
	}

	static void failed(int number, Throwable ex) {
		ChildProcess.report(FAILED + " " + number + " " + Ledger.reason(ex));
	}

}
