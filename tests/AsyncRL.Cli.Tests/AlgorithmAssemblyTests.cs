using System.Reflection;
using System.Reflection.Emit;
using AsyncRL.Algorithms;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

/// <summary>Assemblies whose algorithms cannot be registered: each is made here and loaded with <c>--assembly</c>.</summary>
public class AlgorithmAssemblyTests
{
    [Fact]
    public void AClassWithoutAConstructorWithoutParametersIsRefused() => AssertRefused(
        "The class Made has an [Algorithm] attribute, but is not a class derived from Algorithm with a public constructor " +
        "without parameters.",
        new Made("Made", "made") { Parameters = [typeof(int)] });

    [Fact]
    public void AClassThatIsNoAlgorithmIsRefused() => AssertRefused(
        "The class Made has an [Algorithm] attribute, but is not a class derived from Algorithm with a public constructor " +
        "without parameters.",
        new Made("Made", "made") { Parent = typeof(object) });

    [Fact]
    public void TwoClassesOfOneNameAreRefused() => AssertRefused(
        "The class Second names itself 'made', as First does; give it another name in its [Algorithm] attribute.",
        new Made("First", "made"), new Made("Second", "made"));

    [Fact]
    public void ANameOfTheProgramsIsRefused() => AssertRefused(
        "The class Made names itself 'a3c', as AsyncRL.Algorithms.A3C does; give it another name in its [Algorithm] attribute.",
        new Made("Made", "a3c"));

    [Fact]
    public void ANameOfAnotherAssemblyIsRefused() => AssertRefused(
        $"The class Made names itself 'evolution', as OwnTrainingLoop.Evolution of '{Examples.OwnTrainingLoop}' does; " +
        "give it another name in its [Algorithm] attribute.",
        ["--assembly", Examples.OwnTrainingLoop],
        new Made("Made", "evolution"));

    [Theory]
    [InlineData("My method")]
    [InlineData("../made")]
    [InlineData("a+b")]
    [InlineData("")]
    public void ANameOfAnotherFormIsRefused(string name) => AssertRefused(
        $"The class Made names itself '{name}' in its [Algorithm] attribute; a name is made of lower-case letters, digits and " +
        "hyphens, such as 'my-method'.",
        new Made("Made", name));

    [Fact]
    public void AConstructorThatThrowsIsRefused() => AssertRefused(
        "The constructor of Made threw NullReferenceException: ", new Made("Made", "made") { Throws = true });

    [Fact]
    public void AnAssemblyWithoutAnythingIsRefused() => AssertRefused(
        "has no class with an [Environment(\"MyGame/Arena-v0\")] or an [Algorithm(\"my-method\", \"What it is.\")] attribute; " +
        "put one on the class of your environment or algorithm.");

    [Fact]
    public void WhereOneAlgorithmIsRefusedNoneIsRegistered()
    {
        AssertRefused(
            "The class Second has an [Algorithm]", new Made("First", "made-first"),
            new Made("Second", "made") { Parent = typeof(object) });
        Assert.DoesNotContain("made-first", Asyncrl.Succeed("list", "algorithms"), StringComparison.Ordinal);
    }

    private static void AssertRefused(string because, params Made[] classes) => AssertRefused(because, [], classes);

    private static void AssertRefused(string because, string[] more, params Made[] classes)
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("Made.dll");
        var builder = new PersistedAssemblyBuilder(new AssemblyName("Made"), typeof(object).Assembly);
        ModuleBuilder module = builder.DefineDynamicModule("Made");
        foreach (Made made in classes)
        {
            made.DefineIn(module);
        }

        builder.Save(path);
        Assert.Contains(because, Asyncrl.Refuse(["list", "algorithms", .. more, "--assembly", path]), StringComparison.Ordinal);
    }

    // A public class that names itself an algorithm.
    private sealed record Made(string Class, string Name)
    {
        public Type Parent { get; init; } = typeof(Algorithm);

        public Type[] Parameters { get; init; } = [];

        public bool Throws { get; init; }

        public void DefineIn(ModuleBuilder module)
        {
            TypeBuilder type = module.DefineType(Class, TypeAttributes.Public, Parent);
            ConstructorInfo attribute = typeof(AlgorithmAttribute).GetConstructor([typeof(string), typeof(string)])!;
            type.SetCustomAttribute(new CustomAttributeBuilder(attribute, [Name, "A class that a test made."]));
            const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
            ILGenerator body =
                type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, Parameters).GetILGenerator();
            body.Emit(OpCodes.Ldarg_0);
            body.Emit(OpCodes.Call, Parent.GetConstructor(any, [])!);
            if (Throws)
            {
                body.Emit(OpCodes.Ldnull);
                body.Emit(OpCodes.Throw);
            }

            body.Emit(OpCodes.Ret);
            if (Parent == typeof(Algorithm))
            {
                ILGenerator design = type.DefineMethod(
                    nameof(Algorithm.Design), MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig,
                    typeof(AgentDesign), [typeof(AlgorithmContext)]).GetILGenerator();
                design.Emit(OpCodes.Ldnull);
                design.Emit(OpCodes.Ret);
            }

            type.CreateType();
        }
    }
}
