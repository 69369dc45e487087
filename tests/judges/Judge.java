// Asks the veraPDF engine about PDF files:  java -cp ENGINE.jar Judge.java
// Reads a question from each line: PROFILE[,PROFILE...], FILE..., separated by tabs.
// Prints one line for each rule that a file breaks: profile, file, rule, number of times, message, separated by tabs;
// "profile, file, checked, number" for each file that was read; and "." at the end of each answer.

import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.*;
import org.w3c.dom.*;

class Judge {
    public static void main(String[] arguments) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        var questions = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        var profiles = new HashMap<String, ValidationProfile>();
        for (var line = questions.readLine(); line != null; line = questions.readLine()) {
            var question = line.split("\t");
            for (var name : question[0].split(",")) {
                if (!profiles.containsKey(name)) profiles.put(name, profile(name));
                for (var file : Arrays.copyOfRange(question, 1, question.length)) judge(name, profiles.get(name), file);
            }
            System.out.println(".");
            System.out.flush();
        }
    }

    static void judge(String name, ValidationProfile profile, String file) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (var stream = Files.newInputStream(Path.of(file));
             var parser = foundry.createParser(stream, profile.getPDFAFlavour());
             var validator = foundry.createValidator(profile, false)) {
            var result = validator.validate(parser);
            var broken = result.getTestAssertions().stream()
                    .filter(assertion -> assertion.getStatus() == TestAssertion.Status.FAILED)
                    .collect(Collectors.groupingBy(
                            assertion -> assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber(),
                            TreeMap::new, Collectors.toList()));
            broken.forEach((rule, cases) -> print(name, file, rule, cases.size(),
                    cases.get(0).getMessage() + " at " + cases.get(0).getLocation().getContext()));
            print(name, file, "checked", result.getTotalAssertions(), "");
        }
    }

    static void print(Object... fields) {
        System.out.println(Stream.of(fields).map(field -> field.toString().replaceAll("\\s+", " "))
                .collect(Collectors.joining("\t")));
    }

    // The engine reads its profiles through JAXB, which the jar leaves out; so they are read here.
    static ValidationProfile profile(String name) throws Exception {
        Element root;
        try (var stream = Judge.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getDocumentElement();
        }
        var rules = elements(root, "rule").map(Judge::rule).collect(Collectors.toCollection(LinkedHashSet::new));
        var variables = elements(root, "variable").map(each -> Profiles.variableFromValues(each.getAttribute("name"),
                each.getAttribute("object"), words(each, "defaultValue"), words(each, "value")))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")),
                Profiles.profileDetailsFromValues(name, name, "", new Date(0)), "", rules, variables);
    }

    static Rule rule(Element element) {
        var id = elements(element, "id").findFirst().orElseThrow();
        var specification = PDFAFlavour.Specification.valueOf(id.getAttribute("specification"));
        var ruleId = Profiles.ruleIdFromValues(specification, id.getAttribute("clause"),
                Integer.parseInt(id.getAttribute("testNumber")));
        var deferred = element.hasAttribute("deferred") ? Boolean.valueOf(element.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(ruleId, element.getAttribute("object"), deferred, element.getAttribute("tags"),
                words(element, "description"), words(element, "test"),
                Profiles.errorFromValues(words(element, "message"), List.of()), List.of());
    }

    static Stream<Element> elements(Element parent, String name) {
        var nodes = parent.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength()).mapToObj(index -> (Element) nodes.item(index));
    }

    static String words(Element parent, String name) {
        return elements(parent, name).findFirst().map(Node::getTextContent).orElse("");
    }
}
