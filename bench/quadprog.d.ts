declare module 'quadprog' {
  const quadprog: {
    solveQP(
      hessian: number[][],
      linear: number[],
      rows: number[][],
      limits: number[],
      equalities: number,
    ): { readonly solution: number[] };
  };
  export default quadprog;
}
