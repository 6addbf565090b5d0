# shellcheck shell=bash disable=SC2034,SC2154
# Maven fetches the jars; the compiler is called directly, which takes seconds less.
registry='Maven Central'
pins=(pom.xml)
maven() { mvn -q -B "-Dmaven.repo.local=$work/repository" "$@"; }
has_toolchain() { has java javac mvn && at_least 17 "$(javac -version 2>&1 | tr -dc 0-9.)" javac; }
fetch() { maven org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory="$work/jars"; }
registry_answers() { maven dependency:get -Dartifact=org.mongodb:bson:5.0.0:pom -Dtransitive=false; }
compile() { javac -cp 'jars/*' -d classes Program.java; }
program=(java -cp 'jars/*:classes' Program)
