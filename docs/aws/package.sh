#!/bin/sh
# Makes the deployment package of the sample's authorizer function in sample-app/target/authorizer, where template.yaml looks
# for it: class and resources at the top, the interfaces of Lambda in lib/. Everything comes from the executable jar of the
# sample; build that first. The package knows the device 'thermometer' with the password of the environment variable
# AWS_IOT_PASSWORD, and its policy names your region and account.
#
#   AWS_IOT_PASSWORD=… docs/aws/package.sh <region> <account>
set -eu

if [ $# -ne 2 ]; then
	echo "Usage: AWS_IOT_PASSWORD=... $0 <region> <account>" >&2
	exit 2
fi
region=$1
account=$2
if [ -z "${AWS_IOT_PASSWORD:-}" ] || [ "$AWS_IOT_PASSWORD" = "correct-horse-battery-staple" ]; then
	echo "Set AWS_IOT_PASSWORD to a long random password, such as one from 'openssl rand -hex 24'" >&2
	exit 1
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
application=$(ls -t "$root"/sample-app/target/sample-app-*.jar 2>/dev/null | grep -v -e '-sources\.jar$' | head -n 1)
if [ -z "$application" ]; then
	echo "Build the sample first: mvn -B -q -pl sample-app -am package -DskipTests" >&2
	exit 1
fi
jar=${JAVA_HOME:+$JAVA_HOME/bin/}jar
package=$root/sample-app/target/authorizer

rm -rf "$package"
mkdir -p "$package/lib"
cd "$package"
core=$("$jar" tf "$application" | grep '^BOOT-INF/lib/aws-lambda-java-core-.*\.jar$')
"$jar" xf "$application" "$core" BOOT-INF/classes/thermometer-policy.json \
	BOOT-INF/classes/io/github/iotcustomauth/sample/AuthorizerFunction.class
mv BOOT-INF/lib/*.jar lib/
mv BOOT-INF/classes/io .
sed "s/arn:aws:iot:\*:\*:/arn:aws:iot:$region:$account:/" BOOT-INF/classes/thermometer-policy.json > thermometer-policy.json
rm -r BOOT-INF
printf 'thermometer=%s\n' "$(printf %s "$AWS_IOT_PASSWORD" | openssl dgst -sha256 -r | cut -c 1-64)" > devices.properties
# Lambda reads the files as another user
chmod -R a+rX .
echo "$package"
